import type { Part } from "./parts";

export const privacy: readonly Part[] = [
  {
    title: "In short",
    says: [
      "Your device encrypts what you write before it sends it anywhere. The operator of the server stores encrypted data and cannot read goals, names, notes or quantities. Without an account nothing leaves the device.",
    ],
  },
  {
    title: "What stays on your device",
    says: [
      "Goals, commits, drafts, keys and your settings are in this browser's storage. The browser keeps the keys so that no page can read them out. Times and device ids of commits are stored unencrypted.",
    ],
  },
  {
    title: "What the server processes, and why",
    says: [
      "The server processes this only with an account, and only to bring your devices to the same state:",
    ],
    list: [
      "The account name, and a proof of the password that does not contain it: to log you in.",
      "Your encrypted keys, and the encrypted commits with their size, order, device id and time of arrival: to sync and to verify the history.",
      "The list of your devices, with public keys and encrypted names: to verify who made a commit.",
      "Session entries: to keep you logged in for as long as the operator has set.",
      "Network addresses, for as long as a request needs them: to answer it and to limit abuse.",
    ],
  },
  {
    title: "Replay on the server",
    says: [
      "If you turn this on for a goal, the server gets the quantities, drafts, labels and node ids of that goal for a moment, replays them, and stores none of them. Notes, names and the words of a goal are not disclosed. Replay is off unless you turn it on. You can turn it off at any time.",
    ],
  },
  {
    title: "Legal basis",
    says: [
      "The processing is necessary for the service that you asked for (GDPR Article 6(1)(b)). Replay on the server is based on your consent (Article 6(1)(a)). Limits against abuse are based on the legitimate interest in a service that stays reachable (Article 6(1)(f)).",
    ],
  },
  {
    title: "How long",
    says: [
      "The server keeps encrypted data until you delete the goal or the account, and then removes it at once. The operator's backups may contain it until they are replaced. Data on your device stays until you erase it there.",
    ],
  },
  {
    title: "Who else",
    says: [
      "Nobody. These pages load nothing from other sites, contain no advertising and no analytics, and send nothing to third parties. If the operator rents the server from a host, that host stores the same encrypted data.",
    ],
  },
  {
    title: "Cookies",
    says: [
      "One cookie keeps you logged in. The server sets it at log-in and deletes it at log-out. Scripts cannot read it. There is no other cookie.",
    ],
  },
  {
    title: "Your rights",
    says: [
      "Under the GDPR and the Korean Personal Information Protection Act you can ask for access, correction, deletion, restriction and portability. You can object, and you can withdraw consent without giving a reason.",
      "You can do most of this yourself: Settings has export, and deletion on the device, on the server, or both. For everything else write to the operator. You can also complain to a supervisory authority, in Korea to the Personal Information Protection Commission.",
    ],
  },
  {
    title: "Security",
    says: [
      "AES-256-GCM encrypts contents, Argon2id derives keys from the password, and Ed25519 signs devices and uploads. Keys never leave your devices unencrypted. Nobody can reset a password: anyone who could reset it could read your goals.",
    ],
  },
];

export const terms: readonly Part[] = [
  {
    title: "What this is",
    says: [
      "AUTUS is free software under the Apache License 2.0. It computes quantities of a goal from what you enter. These are numbers of a model. They say nothing about you as a person, and nothing about what will happen.",
    ],
  },
  {
    title: "Your data is yours",
    says: [
      "What you write belongs to you. The operator of a server may only store the encrypted data and send it back to your devices.",
    ],
  },
  {
    title: "Your password and your devices",
    says: [
      "You keep the password. Nobody can read or reset it. Without the password, the recovery code and a device that is logged in, encrypted data cannot be opened. You are responsible for keeping an archive or a second device.",
    ],
  },
  {
    title: "Using a server",
    says: [
      "A server may limit storage and request rates so that it stays reachable for everybody. The operator may end an account that attempts to break into accounts or to disturb the service. You can leave at any time by deleting your account.",
    ],
  },
  {
    title: "No warranty",
    says: [
      "The software is provided as it is, without warranty, as the licence says. These terms do not limit your rights as a consumer under the law of your country, or liability for intent and gross negligence.",
    ],
  },
  {
    title: "Changes",
    says: [
      "A change of these terms or of the privacy notice comes with a new version of the app. The list of changes of that version names it.",
    ],
  },
];
