import "./Dialog.css";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { CloseButton } from "./CloseButton";
import { partId, type TestId } from "./test-ids";

interface Props {
  title: string;
  testId: TestId;
  onClose: () => void;
  /** It shows what cannot be shown again. */
  holds?: boolean;
  children: ComponentChildren;
}

const TEXT_FIELDS =
  "form textarea, form input:not([type=range], [type=radio], [type=checkbox], [readonly])";

/** A person would miss the text, if only because the field is out of sight. */
function holdsText(element: Element | null): boolean {
  const fields = element?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(TEXT_FIELDS);
  return [...(fields ?? [])].some((field) => field.value !== "");
}

/**
 * A modal sheet. A click beside it closes it, unless it `holds` or a text field in it is filled in. The browser keeps the focus inside.
 * Afterwards it is where it was before.
 */
export function Dialog({ title, testId, onClose, holds = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      // The sheet has left the document by now, and the browser restores the focus only before that.
      if (before instanceof HTMLElement && document.activeElement === document.body)
        before.focus({ preventScroll: true });
    };
  }, []);
  // A click counts as beside the sheet only if it begins and ends there. A selection of text may end there.
  const pressedBeside = useRef(false);
  const onClick = (event: MouseEvent) => {
    const beside = pressedBeside.current && event.target === element.current;
    if (beside && !holds && !holdsText(element.current)) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: a click beside the sheet closes it; the key for that is Escape, which the platform turns into onCancel
    <dialog
      ref={element}
      class="dialog"
      aria-labelledby={heading}
      data-testid={testId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        pressedBeside.current = event.target === element.current;
      }}
      onClick={onClick}
    >
      <div class="dialog-body">
        <div class="dialog-head">
          <h2 id={heading}>{title}</h2>
          <CloseButton testId={partId(testId, "close")} onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  );
}
