import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { WayShown } from "../../model/way-shown";
import { announce } from "../../state/app";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Refusal } from "../../ui/ProblemText";
import type { TestId } from "../../ui/test-ids";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "./AccountPassword";
import { FormButtons } from "./FormButtons";
import { PasskeyButton } from "./ways/PasskeyButton";

interface Props {
  title: string;
  id: "end-others" | "remove-code" | "remove-device" | "remove-passkey";
  label: string;
  busyLabel: string;
  submitId: TestId;
  done: string;
  children: ComponentChildren;
  /** What the server checks of a passkey. */
  purpose: "confirm" | "keys";
  act: (way: WayShown) => Promise<unknown>;
  onClose: () => void;
}

/** Says in `children` what the act means, and does it with the password or a passkey. */
export function PasswordDialog(props: Props) {
  const { title, id, label, busyLabel, submitId, done, children, purpose, act, onClose } = props;
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const { busy, problem, run } = useWork();
  const show = async (way: WayShown) => {
    await act(way);
    announce(done);
    onClose();
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (password !== "") void run(() => show({ password }));
  };
  return (
    <Dialog title={title} testId={`${id}-dialog`} onClose={onClose}>
      {children}
      <form class="stack" onSubmit={submit} noValidate>
        <AccountPassword value={password} testId={`${id}-password`} onInput={setPassword} />
        <Refusal problem={problem} testId={`${id}-problem`} />
        <FormButtons
          label={label}
          busyLabel={busyLabel}
          busy={busy}
          disabled={password === ""}
          testId={submitId}
          onCancel={onClose}
        >
          <PasskeyButton purpose={purpose} act={show} busy={busy} run={run} />
        </FormButtons>
      </form>
    </Dialog>
  );
}
