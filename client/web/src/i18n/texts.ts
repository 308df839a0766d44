/** What a translation must fill. */

/** The same shape with any text: what a translation must fill completely. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** Korean has one plural form: the `_one` texts of English have no partner there. */
export type OtherPlural<T> = {
  [K in keyof T as K extends `${string}_one` ? never : K]: OtherPlural<T[K]>;
};
