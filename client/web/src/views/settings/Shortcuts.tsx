import { Fragment } from "preact";
import { t } from "../../i18n";
import { COMMAND_KEY } from "../../platform/command-key";
import { Section } from "../../ui/Section";

const SHORTCUTS = [
  ["keyCommit", [[COMMAND_KEY, "Enter"]]],
  ["keyUndo", [[COMMAND_KEY, "Z"]]],
  ["keyRedo", [[COMMAND_KEY, "Shift", "Z"]]],
  ["keyArrows", [["←"], ["→"]]],
  ["keyHold", [["H"]]],
  ["keyOpen", [["Enter"]]],
  ["keyScale", [["+"], ["−"]]],
  ["keyConnect", [["C"]]],
  ["keyDelete", [["Delete"]]],
] as const;

/** All keys of the pages, in the order of their use. */
export function Shortcuts() {
  return (
    <Section title={t("drafting.keys")}>
      <dl class="facts" data-testid="shortcuts">
        {SHORTCUTS.map(([name, ways]) => (
          <div key={name}>
            <dt>{t(`drafting.${name}`)}</dt>
            <dd class="shortcut">
              {ways.map((keys) => (
                <span key={keys.join()}>
                  {keys.map((key, at) => (
                    <Fragment key={key}>
                      {at > 0 && "+"}
                      <kbd>{key}</kbd>
                    </Fragment>
                  ))}
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p class="muted">{t("drafting.keysBody")}</p>
    </Section>
  );
}
