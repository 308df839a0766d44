import { t } from "../../i18n";
import { NODE_NAME_LENGTH_MAX } from "../../model/engine";
import { createNode, randomId } from "../../model/ops";
import { announceProblem, ready, setWords } from "../../state/app";
import { selected } from "../../state/route";
import { forgetTyped, setTyped, typedText } from "../../state/typed";
import { Field } from "../../ui/Fields";
import { Icon } from "../../ui/Icon";
import { Section } from "../../ui/Section";
import { changeOps, pendingOps } from "./common";

/** Adds a node. The id is generated and the physics sees it. The name is the person's own word. */
export function AddNode({ vault }: { vault: string }) {
  const name = typedText(vault, "node.new") ?? "";
  const add = (event: Event) => {
    event.preventDefault();
    const id = randomId("n");
    changeOps(createNode(pendingOps(), id, Date.now()));
    selected.value = id;
    const text = name.trim();
    setTyped(vault, "node.new", null);
    if (!text) return;
    // The node has its name at once. If the name cannot be saved, it waits in the panel of the node.
    setTyped(vault, `node.${id}`, text);
    setWords(vault, { names: { [id]: text } }).then(
      () => forgetTyped(vault, { [`node.${id}`]: text }),
      announceProblem,
    );
  };
  return (
    <Section title={t("route.add")}>
      <form class="inline-form" onSubmit={add}>
        <Field
          label={t("route.name")}
          value={name}
          maxLength={NODE_NAME_LENGTH_MAX}
          placeholder={t("route.namePlaceholder")}
          testId="node-add-name"
          onInput={(text) => setTyped(vault, "node.new", text || null)}
        />
        <button type="submit" class="button" disabled={!ready.value} data-testid="node-add">
          <Icon name="plus" />
          {t("route.addButton")}
        </button>
      </form>
    </Section>
  );
}
