import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { announce } from "../../state/app";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Refusal } from "../../ui/ProblemText";
import type { TestId } from "../../ui/test-ids";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "./AccountPassword";
import { FormButtons } from "./FormButtons";

interface Props {
  title: string;
  id: "end-others" | "remove-code" | "remove-device";
  label: string;
  busyLabel: string;
  submitId: TestId;
  done: string;
  children: ComponentChildren;
  act: (password: string) => Promise<unknown>;
  onClose: () => void;
}

/** Says in `children` what the act means, and does it with the password. */
export function PasswordDialog(props: Props) {
  const { title, id, label, busyLabel, submitId, done, children, act, onClose } = props;
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    if (password === "") return;
    void run(async () => {
      await act(password);
      announce(done);
      onClose();
    });
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
        />
      </form>
    </Dialog>
  );
}
