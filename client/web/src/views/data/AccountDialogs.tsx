import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { t } from "../../i18n";
import { isSameText } from "../../model/text";
import type { WayShown } from "../../model/way-shown";
import { announce } from "../../state/app";
import { deleteAccount, erase, leaveAccount } from "../../state/data";
import { useUnkept } from "../../state/unsaved";
import { Dialog } from "../../ui/Dialog";
import { Field } from "../../ui/Fields";
import { Refusal } from "../../ui/ProblemText";
import { useWork } from "../../ui/use-work";
import { AccountPassword } from "../devices/AccountPassword";
import { PasskeyButton } from "../devices/ways/PasskeyButton";
import { Consequences } from "./Parts";

interface Asked {
  title: string;
  button: string;
  testId: "delete-account" | "delete-leave" | "delete-erase";
  goes: readonly string[];
  stays: readonly string[];
  open: boolean;
  work: () => Promise<void>;
  /** The same with a passkey. */
  withPasskey?: (way: WayShown) => Promise<void>;
  onClose: () => void;
  children?: ComponentChildren;
}

function Asking(props: Asked) {
  const { busy, problem, run } = useWork();
  const submit = (event: Event) => {
    event.preventDefault();
    if (props.open) void run(props.work);
  };
  return (
    <Dialog title={props.title} testId={`${props.testId}-dialog`} onClose={props.onClose}>
      <form class="stack" onSubmit={submit} noValidate>
        <Consequences goes={props.goes} stays={props.stays} />
        {props.children}
        <Refusal problem={problem} testId={`${props.testId}-problem`} />
        <button
          type="submit"
          class="button danger"
          disabled={busy || !props.open}
          data-testid={`${props.testId}-confirm`}
        >
          {busy ? t("data.busy") : props.button}
        </button>
        {props.withPasskey && (
          <PasskeyButton purpose="confirm" act={props.withPasskey} busy={busy} run={run} />
        )}
      </form>
    </Dialog>
  );
}

export function AccountDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [password, setPassword] = useState("");
  useUnkept(password !== "");
  const remove = async (way: WayShown) => {
    await deleteAccount(way);
    announce(t("data.accountDone"));
    onClose();
  };
  return (
    <Asking
      title={t("data.accountTitle", { name })}
      button={t("data.account")}
      testId="delete-account"
      goes={[t("data.gone.account")]}
      stays={[t("data.kept.goalsHere"), t("data.kept.others"), t("data.kept.nowhere")]}
      open={password !== ""}
      work={() => remove({ password })}
      withPasskey={remove}
      onClose={onClose}
    >
      <AccountPassword
        label={t("data.password")}
        value={password}
        testId="delete-account-password"
        onInput={setPassword}
      />
    </Asking>
  );
}

export function LeaveDialog({ name, onClose }: { name: string; onClose: () => void }) {
  return (
    <Asking
      title={t("data.leaveTitle", { name })}
      button={t("data.leave")}
      testId="delete-leave"
      goes={[]}
      stays={[t("data.kept.goalsHere"), t("data.kept.eraseServer")]}
      open
      work={async () => {
        await leaveAccount();
        announce(t("data.leaveDone"));
        onClose();
      }}
      onClose={onClose}
    >
      <p>{t("data.leaveBody")}</p>
    </Asking>
  );
}

export function EraseDialog({ signedIn, onClose }: { signedIn: boolean; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  useUnkept(typed !== "");
  const word = t("data.eraseWord");
  return (
    <Asking
      title={t("data.eraseTitle")}
      button={t("data.erase")}
      testId="delete-erase"
      goes={[t("data.gone.erase")]}
      stays={[t("data.kept.eraseServer"), t("data.kept.nowhere")]}
      open={isSameText(typed, word)}
      work={() => erase(signedIn)}
      onClose={onClose}
    >
      <p>{t("data.eraseOffline")}</p>
      <Field
        label={t("data.typeWord", { word })}
        value={typed}
        testId="delete-erase-word"
        onInput={setTyped}
      />
    </Asking>
  );
}
