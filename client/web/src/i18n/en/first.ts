/** The first page, and the rules of account names. */
export const first = {
  start: {
    engine: "The engine is loading",
    bytes:
      "The engine is loading: {{done}} of {{total}} MB. It stays on this device for the next start.",
    goalWaits: "The goal starts as soon as the engine is here.",
    demoWaits: "The example opens as soon as the engine is here.",
    otherDevice: "Do you use AUTUS on another device?",
  },
  accountName: {
    rule: "1 to {{n}} characters. Letters of any script, digits, signs and spaces all work. Upper and lower case are the same.",
    long: "The name has more than {{n}} characters.",
    character: "A name cannot have the character {{character}}.",
    taken: "An account already has this name. Choose another name, or log in if it is yours.",
    confusable: "This name looks like the name of another account. Choose another name.",
  },
};
