import type { Part } from "./parts";

export const privacy: readonly Part[] = [
  {
    title: "In short",
    says: [
      "What you write is sealed on your device before it goes anywhere. Whoever runs the server stores sealed bytes and cannot read goals, names, notes or quantities. Without an account nothing leaves the device at all.",
    ],
  },
  {
    title: "What stays on your device",
    says: [
      "Goals, commits, drafts, keys and your settings are kept in this browser's storage. Keys are kept in a form that the browser does not hand out. Times and device numbers of commits are kept unsealed beside them.",
    ],
  },
  {
    title: "What the server processes, and why",
    says: ["Only with an account, and only to bring your devices to the same state:"],
    list: [
      "Account name, and a proof of the password that is not the password; to log you in.",
      "Sealed key set and sealed commits with their size, order, device number and the time of arrival; to sync and to verify the chain.",
      "The list of your devices: public keys, and names that are sealed; to verify who made a commit.",
      "Session entries; to keep you logged in for as long as the operator has set.",
      "Network addresses, for as long as a request and the limits against abuse need them.",
    ],
  },
  {
    title: "Replay on the server",
    says: [
      "If you switch it on for a goal, the server is given the quantities, drafts, labels and node ids of that goal for a moment to replay them, and stores none of them. Notes, names and goals in words are not disclosed. It is off unless you switch it on, and can be switched off at any time.",
    ],
  },
  {
    title: "Legal basis",
    says: [
      "Processing is what the service that you asked for needs (GDPR Article 6(1)(b)); replay on the server rests on your consent (Article 6(1)(a)); limits against abuse rest on the legitimate interest in a service that stays reachable (Article 6(1)(f)).",
    ],
  },
  {
    title: "How long",
    says: [
      "Sealed data is kept until you delete the goal or the account; the server then removes it at once. Backups of the operator may hold it until they are replaced. What is on your device stays until you erase it there.",
    ],
  },
  {
    title: "Who else",
    says: [
      "Nobody. These pages load nothing from other sites, hold no advertising and no analytics, and send nothing to third parties. If the operator hires a host for the server, that host stores the same sealed bytes.",
    ],
  },
  {
    title: "Cookies",
    says: [
      "One cookie keeps you logged in. It is set at log-in, cannot be read by scripts, and goes at log-out. There is no other.",
    ],
  },
  {
    title: "Your rights",
    says: [
      "Under the GDPR and the Korean Personal Information Protection Act you can ask for access, correction, deletion, restriction, portability, and you can object or take consent back, without giving a reason.",
      "Most of it is in your own hands: Settings holds export, deletion on the device, on the server, or both. For what is not, write to the operator. You can also turn to a supervisory authority; in Korea to the Personal Information Protection Commission.",
    ],
  },
  {
    title: "Security",
    says: [
      "AES-256-GCM seals contents, Argon2id derives keys from the password, Ed25519 signs devices and pushes. Keys never leave your devices unsealed. There is no way to reset a password: whoever could do that could read your goals.",
    ],
  },
];

export const terms: readonly Part[] = [
  {
    title: "What this is",
    says: [
      "AUTUS is free software under the Apache License 2.0. It computes quantities of a goal from what you enter. They are numbers of a model: they say nothing about you as a person, and nothing about what will happen.",
    ],
  },
  {
    title: "Your data is yours",
    says: [
      "What you write belongs to you. The operator of a server gets no right in it beyond storing sealed bytes and handing them back to your devices.",
    ],
  },
  {
    title: "Your password and your devices",
    says: [
      "You keep the password. Nobody can read or reset it, and without it and without a device that is logged in, sealed data stays sealed. Keeping an archive or a second device is your own matter.",
    ],
  },
  {
    title: "Using a server",
    says: [
      "A server may limit storage and rates so that it stays reachable for all. Attempts to break into accounts or to disturb the service may end an account. You can leave at any time by deleting the account.",
    ],
  },
  {
    title: "No warranty",
    says: [
      "As the licence says, the software comes as it is, without warranty. Nothing here limits rights that the law of your country gives you as a consumer, nor liability for intent and gross negligence.",
    ],
  },
  {
    title: "Changes",
    says: [
      "A change of these terms or of the privacy notice comes with a new version of the app and stands in its list of changes.",
    ],
  },
];
