import { t } from "../../i18n";
import { delta, quantity } from "../../i18n/format";
import { DISPLAYED_QUANTITIES, type Quantities } from "../../model/engine";
import { nameOf, nodeTypeName } from "../../ui/Quantities";
import { partId } from "../../ui/test-ids";

interface Props {
  caption: string;
  one: Quantities;
  other: Quantities;
  heads: { one: string; other: string; difference: string };
  prefix: "compare" | "moment";
  /** Which part of the prefix's test ids each state has. */
  parts: { one: "a"; other: "b" } | { one: "live"; other: "sim" };
}

/** All quantities of two states, and by how much they differ. */
export function Figures({ caption, one, other, heads, prefix, parts }: Props) {
  const id = (part: string) => partId(prefix, part);
  return (
    <>
      <div class="table-box">
        <table class="table">
          <caption class="hidden">{caption}</caption>
          <thead>
            <tr>
              <th scope="col">{caption}</th>
              <th scope="col">{heads.one}</th>
              <th scope="col">{heads.other}</th>
              <th scope="col">{heads.difference}</th>
            </tr>
          </thead>
          <tbody>
            {DISPLAYED_QUANTITIES.map((key) => (
              <tr key={key} data-same={one[key] === other[key]}>
                <th scope="row">{nameOf(key)}</th>
                <td data-testid={id(`${key}-${parts.one}`)}>{quantity(one[key])}</td>
                <td data-testid={id(`${key}-${parts.other}`)}>{quantity(other[key])}</td>
                <td class="delta" data-testid={id(`${key}-delta`)}>
                  {delta(other[key] - one[key])}
                </td>
              </tr>
            ))}
            <tr data-same={one.node_type === other.node_type}>
              <th scope="row">{nameOf("node_type")}</th>
              <td data-testid={id(`node_type-${parts.one}`)}>{nodeTypeName(one.node_type)}</td>
              <td data-testid={id(`node_type-${parts.other}`)}>{nodeTypeName(other.node_type)}</td>
              <td>{one.node_type === other.node_type ? t("quantity.unchanged") : ""}</td>
            </tr>
          </tbody>
        </table>
      </div>
      <p class="muted">{t("effect.rounded")}</p>
    </>
  );
}
