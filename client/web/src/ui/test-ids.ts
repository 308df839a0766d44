/**
 * The `data-testid` of every element that a test asks for. The compiler refuses an id that is not listed here, and so do
 * the browser tests, which read this file (`tests/browser/ids.py`).
 *
 * `{a|b}` stands for one of these words. Any other `{name}` stands for a text that comes from data: the id of a goal, the
 * name of a quantity.
 */
const TEST_IDS = [
  // The frame around the pages
  "nav-{goal|route|mandala|history|devices|settings}",
  "page-{goal|route|mandala|history|devices|settings|summary|changes|report|privacy|terms|data}",
  "skip starting follower skeleton erasing erasing-held boot-failed boot-retry boot-problem",
  "online-only online-only-close settings-online-only",
  "boot-fetch boot-fetch-problem app-not-whole app-why app-fetch app-fetch-problem",
  "notice notice-problem notice-close typed-problem update update-dialog update-dialog-close update-apply update-changes",
  "install install-apply install-later backup-notice backup-open backup-dismiss",
  "vault-switcher vault-name vault-dialog vault-dialog-close vault-item vault-new vault-create vault-search vault-found",
  "vault-create-close term-{term} term-note",

  // The first goal
  "lost-goals lost-login lost-archive lost-dismiss",
  "first-login first-waiting engine-bytes",
  "first-goal goal-form goal-form-{title|more|why|due|submit|scores|waiting} goal-form-scores-{score}",
  "guide guide-skip guide-start demo-open demo-banner demo-discard",

  // Goal
  "goal-title goal-why goal-due words-edit words-{title|why|due|save|cancel} words-restore words-pending",
  "goal-scores goal-scores-{score} words-scores words-scores-{score} word-reveal",
  "mass_modifier mass_modifier-value volume_override volume_override-value",
  "horizon_override horizon_override-{horizon} node-type",
  "q-{quantity} q-{quantity}-{live|drift|sim|delta} mass-moves",
  "settle-open settle-table settle-blocked settle-{quantity}",
  "movers movers-choice movers-way movers-table movers-whole movers-none mover-{input}",
  "then then-{all|picture|distance|table|list|commit|back|forward}",
  "arriving arriving-progress arriving-spoken history-arriving file-arriving sync-short",
  "look-back last-commit days-to-date week-{quantity}",
  "core core-canvas core-hold core-text core-sim trajectory trajectory-{live|drift|sim|due|length}",

  // Commit
  "commit-bar commit-toggle commit-sheet commit-summary commit-changes change-{quantity}",
  "commit-label commit-note commit-reach commit-effect commit-gate commit-button commit-discard commit-undo commit-redo",
  "moved moved-{quantity} commit-repeat draft-problem draft-start draft-start-{last|neutral} draft-from",

  // Route
  "graph node-{node} graph-zoom-in graph-zoom-out graph-fit route-first route-hidden route-unnamed",
  "touch-hint-{graph|petals} touch-hint-{graph|petals}-seen",
  "node-add-name node-add node-name node-scale node-scale-value node-delete",
  "connect-to connect-flow connect-flow-value connect-button",
  "node-table row-{node} select-{node} mass-{node} scale-{node} scale-{node}-value delete-{node}",
  "edge-table edge-{from}-{to} flow-{from}-{to} flow-{from}-{to}-value",
  "pending-ops pending-op pending-effect take-back-{op}",
  "{mass_filter|flow_filter|sigma_filter|shiftX|shiftY}",
  "{mass_filter|flow_filter|sigma_filter|shiftX|shiftY}-value view-reset",
  "route-summary strongest-live strongest-sim route-changes",

  // Mandala
  "compass petal-{slot} grip-{slot} slot-{slot} share-{slot} share-{slot}-value meaning-{slot} hold-{slot} held-{slot}",
  "gauge-{quantity} gauge-{quantity}-sim thread-{quantity} slot-detail",
  "mandala-total mandala-equal effect-{quantity}-{live|drift|sim|delta} slot-{quantity}-effect",

  // What-ifs
  "whatif-open whatif-more whatif-name whatif-keep whatif-compare whatif-said whatif-undo",
  "whatif-dialog whatif-dialog-close whatif-dials whatif-dial-{horizon} whatif-table",
  "whatif-{line|row|col|past}-{column} whatif-{quantity}-{column} whatif-problem",
  "whatif-{load|rename|discard}-{what-if} whatif-new-name whatif-rename-save",

  // History
  "past-when past-core past-graph past-compass scrub to-{first|back|forward|last} play",
  "speed speed-{2|10|50} pin-{A|B} series strip-{quantity} strip-{quantity}-here line-{quantity}",
  "series-axis series-axis-{commits|time} series-table series-pointer strip-{quantity}-ends",
  "series-scale series-scale-{fitted|whole}",
  "compare compare-{quantity}-{a|b|delta} compare-nodes compare-node-{node} compare-swap compare-end",
  "another-{link|spoken|open|reset|close|problem|whether|ops|courses|blocked|table|name|keep|compare}",
  "another-whether-{changed|out} another-keep-problem another-share-{slot} another-share-{slot}-value",
  "another-{quantity}-{live|sim|delta|furthest} another-{volume_override|mass_modifier}",
  "another-{volume_override|mass_modifier}-value",
  "another-horizon_override another-horizon_override-{horizon}",
  "filters filter-{text|device|kind|slot|found|clear} timeline commit-row commit-did past-did moment-did",
  "moment moment-hash moment-note moment-close moment-{quantity}-{live|sim|delta}",
  "shares shares-by shares-by-{commit|week} bands bands-span bands-{slot} bands-table",
  "people people-all people-rule person-{node}",
  "merge-notice merge-history merge-close",
  "verify verify-result verify-head verify-hash verify-problem verify-save",

  // Devices and sync
  "sync-indicator sync-sheet sync-sheet-close sync-open-page sync-details sync-state sync-problem sync-ending",
  "goal-deleted goal-deleted-open sync-vaults sync-vault-{goal} sync-now sync-server sync-receipt",
  "account-form account-kind account-kind-{register|login} account-forgotten account-recover",
  "account-of-password account-{name|password|again|show|device|adopt|submit|problem} account-forgotten-problem",
  "account-replaced account-replaced-problem account-join",
  "account-signed-in logout logout-dialog logout-dialog-close logout-confirm",
  "device-remove remove-device-{dialog|dialog-close|password|confirm|problem} page-revoked revoked-erase",
  "device-list device device-rename device-rename-dialog device-rename-dialog-close",
  "device-new-name device-password device-rename-submit device-problem witness-{goal}",
  "join join-{open|qr|check|groups|copy|waiting|again|back|arrived|adopt|submit|decline|problem} first-join",
  "add-device add-device-{dialog|dialog-close|camera|view|said|code|next|check|password|submit|problem|other|sent|done}",
  "compare-devices compare-{open|digits|qr|parts|result|unsynced}",
  "ways-{password|recovery|rehearse|remove|passkey} ways-list ways-former way-{password|recovery|passkey|passkey-remove} way-back way-back-{code|passkey|archive|later} rehearsal-{offer|later}",
  "new-password new-password-{again|show} password-{dialog|dialog-close|present|end-sessions|problem|submit}",
  "recovery-{dialog|dialog-close|code|show|next|typed|again|password|problem|submit}",
  "rehearse-{dialog|dialog-close|code|problem|submit} remove-code-{dialog|dialog-close|password|problem|submit}",
  "account-recovery recover recover-{form|name|code|device|adopt|end-sessions|next|written|typed|submit|unknown}",
  "recover-{problem|leave}",
  "passkey-{dialog|dialog-close|name|password|problem|submit|login|login-problem} with-passkey",
  "remove-passkey-{dialog|dialog-close|password|problem|submit}",
  "end-others end-others-dialog end-others-dialog-close end-others-{password|confirm|problem}",
  "renewal-form renewal-{password|device|submit|problem} generation-accept persistence",

  // Settings, and the pages behind them
  "language language-{ko|en} theme theme-{system|light|dark} version head state-hash glossary shortcuts",
  "more-{summary|changes|report|privacy|terms} settings-install data-link",
  "summary summary-print release report-{what|text|copy|save|share|mail|again} operator-{name|contact}",
  "lock-{panel|account|on|off|now|set-pin|remove-pin|pin-state|dialog|dialog-close|password|problem|submit}",
  "lock-{idle|close} lock-idle-{minutes} lock-new-{idle|close} lock-new-idle-{minutes}",
  "pin-{dialog|dialog-close|new|again|problem|submit}",
  "page-locked locked locked-{passkey|erase} locked-{form|pin|password|code|left|problem|submit}",
  "locked-use-{pin|password|code}",

  // Data
  "data-back transfer archive-form archive-goal-{goal} archive-standing-{goal}",
  "archive-{passphrase|again|save|problem} export-{goal|json|csv|form|form-point|form-comma|problem}",
  "import-{file|name|other|passphrase|open|problem|preview|goal|take} import-choose-{goal}",
  "data-persistence data-usage data-persist",
  "detached-goal fetch-{goal} deleted-goal deleted-goal-problem publish-{goal} keep-here-{goal} elsewhere-problem",
  "stopped-goal stopped-goal-problem go-on-{goal} go-on-along-{goal}",
  "receipt-proof save-proof-{proof} proof-problem",
  "delete-goal-choice delete-{goal|account|leave|erase} delete-{goal|account|leave|erase}-dialog",
  "delete-{goal|account|leave|erase}-dialog-close delete-{account|leave|erase}-confirm",
  "delete-{account|leave|erase}-problem delete-account-password delete-erase-word",
  "delete-where delete-where-{device|server|both} delete-{name|password|confirm|problem}",
  "goes stays",
] as const;

type Split<T extends string> = T extends `${infer Id} ${infer Rest}` ? Id | Split<Rest> : T;
type Words<T extends string> = T extends `${infer Word}|${infer Rest}` ? Word | Words<Rest> : T;
type Value<T extends string> = T extends `${string}|${string}` ? Words<T> : string;
type Filled<T extends string> = T extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}${Value<Name>}${Filled<After>}`
  : T;

export type TestId = Filled<Split<(typeof TEST_IDS)[number]>>;

/** The id of a part of a control. */
export function partId(control: TestId, part: string): TestId {
  return `${control}-${part}` as TestId;
}
