import "./Fields.css";
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { t } from "../i18n";
import { count } from "../i18n/format";
import { DAY_FIRST, DAY_LAST } from "../model/engine";
import { composed, cutAt } from "../model/text";
import { Icon, type IconName } from "./Icon";
import { Term } from "./Term";
import type { Term as TermName } from "./terms";
import { partId, type TestId } from "./test-ids";
import { RestoringInput } from "./touch/ranges";
import { UserText } from "./UserText";

interface FieldProps {
  label: string;
  value: string;
  testId: TestId;
  onInput: (value: string) => void;
  onCommit?: () => void;
  type?: "text" | "date" | "password";
  maxLength?: number;
  placeholder?: string;
  autocomplete?: string;
  required?: boolean;
  error?: string | null;
  hint?: string;
  lines?: number;
  inputMode?: "numeric";
}

type InputType = { type: "text" } | { type: "date" } | { type: "password" };

const isBad = (it: ValidityState) => it.badInput || it.rangeUnderflow || it.rangeOverflow;

/** Whether a form has a date that is half typed or is no day. Then the field says so and takes the focus. */
export function hasBadDay(event: Event): boolean {
  const form = event.currentTarget as HTMLFormElement;
  const days = form.querySelectorAll<HTMLInputElement>("input[type=date]");
  const bad = [...days].find((it) => isBad(it.validity));
  // A browser tells nobody of a half-typed date, so the field looks at it now.
  bad?.dispatchEvent(new Event("input", { bubbles: true }));
  bad?.focus();
  return bad !== undefined;
}

/**
 * Cuts what is pasted where the field is full, between two letters. A browser cuts between two code units.
 * Returns whether something was left out.
 */
function insertFitting(event: InputEvent): boolean {
  const field = event.currentTarget as HTMLInputElement | HTMLTextAreaElement;
  const { maxLength, value, selectionStart, selectionEnd } = field;
  if (!event.data || event.isComposing || maxLength < 0 || selectionStart === null) return false;
  const text = composed(event.data);
  const room = maxLength - value.length + (selectionEnd ?? selectionStart) - selectionStart;
  if (event.data === text && text.length <= room) return false;
  event.preventDefault();
  // The one way of inserting that the browser can undo.
  const fitting = text.slice(0, cutAt(text, Math.max(0, room)));
  if (fitting) document.execCommand("insertText", false, fitting);
  return fitting !== text;
}

function Help(props: { id: string; text: string | undefined; isError: boolean; isNews: boolean }) {
  const { id, text, isError, isNews } = props;
  if (!text) return null;
  return (
    <p id={id} class={isError ? "field-error" : "field-hint"} role={isNews ? "status" : undefined}>
      {text}
    </p>
  );
}

/** A labelled text field, with its hint and its error where a screen reader reads them. */
export function Field(props: FieldProps) {
  const { testId, onInput, hint, lines } = props;
  const [isBadDay, setBadDay] = useState(false);
  const [isCut, setCut] = useState(false);
  const error = props.error ?? (isBadDay ? t("app.badDay") : null);
  const help = error ?? (isCut ? t("app.fieldFull", { n: count(props.maxLength ?? 0) }) : hint);
  const onBeforeInput = (event: InputEvent) => {
    const left = insertFitting(event);
    // A render before the field's input event would put the old value back.
    setTimeout(() => setCut(left));
  };
  const id = useId();
  const shared = {
    id,
    value: props.value,
    maxLength: props.maxLength,
    placeholder: props.placeholder,
    required: props.required,
    inputMode: props.inputMode,
    "data-testid": testId,
    dir: "auto" as const,
    "aria-invalid": error ? true : undefined,
    "aria-describedby": help ? `${id}-help` : undefined,
    onBlur: props.onCommit,
    onBeforeInput: props.type === "password" ? undefined : onBeforeInput,
  };
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {lines ? (
        <textarea
          {...shared}
          rows={lines}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          {...({ type: props.type ?? "text" } as InputType)}
          {...(props.type === "date" ? { min: DAY_FIRST, max: DAY_LAST } : {})}
          autocomplete={props.autocomplete ?? "off"}
          onInput={(event) => {
            const { validity, value: next } = event.currentTarget;
            setBadDay(isBad(validity));
            onInput(next);
          }}
        />
      )}
      <Help id={`${id}-help`} text={help} isError={error !== null} isNews={isCut} />
    </div>
  );
}

interface SliderProps {
  label: string;
  /** A signal changes without a render. */
  value: number | ReadonlySignal<number>;
  min: number;
  max: number;
  step: number;
  shown: string | ReadonlySignal<string>;
  /** What a screen reader says, if not what is shown. */
  spoken?: ReadonlySignal<string>;
  /** Stands before what is shown. */
  mark?: IconName | undefined;
  testId: TestId;
  disabled?: boolean;
  hideLabel?: boolean;
  term?: TermName;
  onInput: (value: number) => void;
}

export function Slider(props: SliderProps) {
  const id = useId();
  // The element rounds its value to a step, so it cannot give the exact value back itself.
  const before = useRef(0);
  return (
    <div class="slider">
      <span class="slider-name">
        <label for={id} class={props.hideLabel ? "hidden" : undefined}>
          {props.label}
        </label>
        {props.term && <Term term={props.term}>?</Term>}
      </span>
      <div class="slider-track">
        <input
          id={id}
          type="range"
          min={props.min}
          max={props.max}
          step={props.step}
          value={props.value}
          disabled={props.disabled}
          aria-valuetext={props.spoken ?? props.shown}
          data-testid={props.testId}
          onPointerDown={() => {
            before.current = typeof props.value === "number" ? props.value : props.value.peek();
          }}
          onInput={(event) => {
            const restores = event instanceof RestoringInput;
            props.onInput(restores ? before.current : event.currentTarget.valueAsNumber);
            // What cannot move that far stays where it is.
            const now = typeof props.value === "number" ? null : props.value.peek();
            if (now !== null) event.currentTarget.valueAsNumber = now;
          }}
        />
      </div>
      <output for={id} data-testid={partId(props.testId, "value")}>
        {props.mark && <Icon name={props.mark} />}
        <span class="figure">{props.shown}</span>
      </output>
    </div>
  );
}

interface ChoiceProps<T extends string> {
  legend: ComponentChildren;
  value: T;
  options: readonly { value: T; label: string }[];
  testId: TestId;
  disabled?: boolean;
  hideLegend?: boolean;
  onChoose: (value: T) => void;
}

/** A row of radio buttons drawn as one control. */
export function Choice<T extends string>(props: ChoiceProps<T>) {
  const name = useId();
  return (
    <fieldset class="choice" disabled={props.disabled} data-testid={props.testId}>
      <legend class={props.hideLegend ? "hidden" : undefined}>{props.legend}</legend>
      <div class="choice-row">
        {props.options.map((option) => (
          <label key={option.value} class="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === props.value}
              data-testid={partId(props.testId, option.value)}
              onChange={() => props.onChoose(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface CheckProps {
  label: string;
  checked: boolean;
  testId: TestId;
  disabled?: boolean;
  busy?: boolean;
  onChange: (checked: boolean) => void;
}

export function Check(props: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled || props.busy}
        aria-busy={props.busy}
        data-testid={props.testId}
        onChange={(event) => props.onChange(event.currentTarget.checked)}
      />
      <UserText of={props.label} />
    </label>
  );
}
