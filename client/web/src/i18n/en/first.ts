/** The first page, and the rules of account names. */
export const first = {
  accountName: {
    rule: "1 to {{n}} characters. Letters of any script, digits, signs and spaces all work. Upper and lower case are the same.",
    long: "The name has more than {{n}} characters.",
    character: "A name cannot have the character {{character}}.",
    taken: "An account already has this name. Choose another name, or log in if it is yours.",
    confusable: "This name looks like the name of another account. Choose another name.",
  },
};
