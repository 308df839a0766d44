import { shown } from "../model/text";

/** A text that a person wrote. It does not change the direction of the words around it. `or` stands in for a blank one. */
export function UserText(props: { of: string | null | undefined; or?: string }) {
  return <bdi>{shown(props.of) || props.or}</bdi>;
}
