import { useSearchParams } from "@solidjs/router";
import { createSignal, Match, onMount, Show, Switch } from "solid-js";
import { createForm } from "../../lib/form";
import { administratorRole, me, refreshSession } from "../../lib/session";
import { Button } from "../../ui/button";
import { PasswordField } from "../../ui/field";
import { Form } from "../../ui/form";
import { Section } from "../../ui/page";
import { failed, toast } from "../../ui/toast";
import { CodeField, Enrolment } from "./enrolment";
import { removeSecondFactor, renewRecoveryCodes } from "./own-data";
import { RecoveryCodes } from "./recovery-codes";

type Act = "enrol" | "codes" | "remove";

/** The second factor of one's own account. */
export function SecondFactor() {
  const [search] = useSearchParams();
  const [act, setAct] = createSignal<Act | undefined>(search.bind === undefined ? undefined : "enrol");
  const close = () => setAct(undefined);
  const done = (text: string) => {
    close();
    void refreshSession().then(() => toast(text), failed());
  };
  return (
    <Section
      title="动态口令"
      note={me().secondFactor ? "已绑定，登录时要填手机上的 6 位数字" : "绑定后，别人知道密码也登录不了"}
    >
      <Switch fallback={<Acts onChoose={setAct} />}>
        <Match when={act() === "enrol"}>
          <div ref={(part) => onMount(() => part.querySelector("input")?.focus())}>
            <Enrolment onDone={() => done("动态口令已绑定，下次登录时使用")} />
          </div>
          <Cancel onClick={close} />
        </Match>
        <Match when={act() === "codes"}>
          <NewCodes onDone={close} />
          <Cancel onClick={close} />
        </Match>
        <Match when={act() === "remove"}>
          <RemovalForm onDone={() => done("动态口令已取消，登录时只要密码")} />
          <Cancel onClick={close} />
        </Match>
      </Switch>
    </Section>
  );
}

const Cancel = (props: { onClick: () => void }) => (
  <div class="no-print">
    <Button look="quiet" onClick={() => props.onClick()}>
      先不办了
    </Button>
  </div>
);

const Acts = (props: { onChoose: (act: Act) => void }) => (
  <div class="form-actions">
    <Show
      when={me().secondFactor}
      fallback={
        <Button look="primary" onClick={() => props.onChoose("enrol")}>
          绑定动态口令
        </Button>
      }
    >
      <Button onClick={() => props.onChoose("enrol")}>换一部手机</Button>
      <Button onClick={() => props.onChoose("codes")}>新的备用码</Button>
      <Show when={administratorRole() === undefined}>
        <Button onClick={() => props.onChoose("remove")}>取消动态口令</Button>
      </Show>
    </Show>
  </div>
);

const blank = { password: "", code: "" };

function NewCodes(props: { onDone: () => void }) {
  const [codes, setCodes] = createSignal<string[]>();
  const form = createForm({
    initial: blank,
    schema: async () => (await import("#shared/accounts/schema")).secondFactorInput,
    save: async (input, key) => {
      setCodes(await renewRecoveryCodes(input, key));
    },
  });
  return (
    <Show
      when={codes()}
      fallback={
        <Form form={form} save="生成新的备用码">
          <p>新的备用码生成后，以前的全部作废。</p>
          <PasswordField label="登录密码" {...form.field("password")} autocomplete="current-password" required />
          <CodeField {...form.field("code")} />
        </Form>
      }
    >
      {(all) => <RecoveryCodes codes={all()} onDone={props.onDone} />}
    </Show>
  );
}

function RemovalForm(props: { onDone: () => void }) {
  const form = createForm({
    initial: blank,
    schema: async () => (await import("#shared/accounts/schema")).secondFactorInput,
    save: async (input) => {
      await removeSecondFactor(input);
      props.onDone();
    },
  });
  return (
    <Form form={form} save="取消动态口令">
      <p>取消后登录只要密码，不能再办理需要动态口令的事（例如导出全部支部的考核表）。</p>
      <PasswordField label="登录密码" {...form.field("password")} autocomplete="current-password" required />
      <CodeField {...form.field("code")} hint="手机验证器上现在显示的 6 位数字，或一个备用码" />
    </Form>
  );
}
