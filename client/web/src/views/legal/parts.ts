/** One section of a notice. */
export interface Part {
  readonly title: string;
  readonly says: readonly string[];
  readonly list?: readonly string[];
}
