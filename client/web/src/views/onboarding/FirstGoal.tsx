import "./FirstGoal.css";
import { useEffect } from "preact/hooks";
import { t } from "../../i18n";
import { hrefOf } from "../../model/pages";
import { arcPath } from "../../model/shapes";
import { joinsAs } from "../../state/adding-signals";
import { account, view } from "../../state/app";
import { firstVisit, wantsLogin } from "../../state/first-visit";
import { askedForGoal, isFormFilled } from "../../state/first-words";
import { EngineBytes } from "../shell/EngineBytes";
import { DemoInvitation } from "./DemoInvitation";
import { GoalForm } from "./GoalForm";
import { LostGoals } from "./LostGoals";

/** The first screen of a device without goals. */
export function FirstGoal() {
  // Another tab, or a log-in, may bring a goal while somebody fills in the form.
  useEffect(
    () => () => {
      if (view.peek() && isFormFilled()) askedForGoal.value = true;
    },
    [],
  );
  return (
    <div class="first" data-testid="first-goal">
      <LostGoals />
      <p class="first-name">{t("app.name")}</p>
      <svg class="first-mark" viewBox="-60 -60 120 120" aria-hidden="true" focusable="false">
        <circle class="ring-track" r="54" />
        <path class="ring-live" d={arcPath(54, 0.62)} />
        <circle class="core-live" r="30" />
      </svg>
      <h1>{t("first.title")}</h1>
      <p class="lead">{t("first.body")}</p>
      <GoalForm />
      {firstVisit.value && (
        <div class="first-engine">
          <EngineBytes />
        </div>
      )}
      <p class="muted">{t("first.private")}</p>
      <DemoInvitation />
      <Login />
    </div>
  );
}

/** A second device begins here. */
function Login() {
  if (account.value) return null;
  const choose = () => {
    wantsLogin.value = true;
  };
  const join = () => {
    choose();
    joinsAs.value = "";
  };
  return (
    <p class="first-login">
      <span class="muted">{t("start.otherDevice")}</span>
      <a href={hrefOf("devices")} data-testid="first-login" onClick={choose}>
        {t("account.login")}
      </a>
      <a href={hrefOf("devices")} data-testid="first-join" onClick={join}>
        {t("trust.joinOpen")}
      </a>
    </p>
  );
}
