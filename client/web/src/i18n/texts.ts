/** What a translation must fill. */

/** The same keys with any text. A translation must fill all of them. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The keys of a language with one plural form: without the `_one` texts of English. */
export type OtherPlural<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: OtherPlural<T[K]>;
};
