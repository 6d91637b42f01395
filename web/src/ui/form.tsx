import { type JSX, Show } from "solid-js";
import { Button } from "./button";
import { Notice } from "./state";

type State = {
  problem: () => string | undefined;
  busy: () => boolean;
  isRestored: () => boolean;
  reset: () => void;
  submit: (event?: Event) => Promise<void>;
};
type Props = { form: State; save?: string; cancel?: JSX.Element; children: JSX.Element; label?: string };

/** A form with its sentence on top and its one main button below. */
export const Form = (props: Props) => (
  <form class="form" novalidate aria-label={props.label} onSubmit={(event) => void props.form.submit(event)}>
    <Show when={props.form.isRestored()}>
      <Notice tone="blue">
        已恢复上次没有保存的内容。
        <Button look="quiet" small onClick={() => props.form.reset()}>
          不要，重新填写
        </Button>
      </Notice>
    </Show>
    {props.children}
    <Show when={props.form.problem()}>{(sentence) => <Notice tone="red">{sentence()}</Notice>}</Show>
    <div class="form-actions">
      <Button type="submit" look="primary" busy={props.form.busy()}>
        {props.save ?? "保存"}
      </Button>
      {props.cancel}
    </div>
  </form>
);
