import { createAsync } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch } from "solid-js";
import { roleNames } from "#shared/access";
import { type Administrator, administrators } from "#shared/authority";
import { createForm } from "../../lib/form";
import { mayDo } from "../../lib/session";
import { Badge } from "../../ui/badge";
import { TextField } from "../../ui/field";
import { Form } from "../../ui/form";
import { PageHeader, Section } from "../../ui/page";
import { Empty, Notice } from "../../ui/state";
import { toast } from "../../ui/toast";
import { states } from "../accounts/words";
import { unitTree } from "../units/data";
import { namesTheThree } from "./authority";
import { type Appointed, administratorsState, nameAdministrators, refreshAdministrators, type State } from "./data";
import { AppointmentLinks } from "./links";
import { tasks } from "./words";

/** Naming the three administrators, once; afterwards who they are. */
export function AdministratorsPage() {
  const isMine = () => mayDo("accounts.read");
  const units = createAsync(() => unitTree());
  const state = createAsync(async () => (isMine() ? administratorsState() : undefined));
  const [made, setMade] = createSignal<Appointed[]>([]);
  return (
    <>
      <PageHeader
        title="三员"
        lead="三员是系统管理员、安全管理员、审计管理员，由三个人分别担任。三人互相制约，任何一人都不能独自改变权限。"
        back={{ href: "/", label: "首页" }}
      />
      <Show when={isMine()} fallback={<Empty title="三员由最上级党组织的党务部门任命。" />}>
        <Show when={units() && state()}>
          {(now) => (
            <Switch fallback={<Empty title="三员还没有任命，由最上级党组织的党务部门任命。" />}>
              <Match when={made().length > 0}>
                <AppointmentLinks items={made()} onDone={() => setMade([])} />
              </Match>
              <Match when={now().named}>
                <Serving state={now()} />
              </Match>
              <Match when={namesTheThree(units() ?? [])}>
                <NameForm onMade={setMade} />
              </Match>
            </Switch>
          )}
        </Show>
      </Show>
    </>
  );
}

const Tasks = () => (
  <ul class="panel">
    <For each={administrators}>
      {(role) => (
        <li>
          <strong>{roleNames[role]}</strong>
          {tasks[role]}
        </li>
      )}
    </For>
  </ul>
);

const inOrder = ({ items }: State) => administrators.flatMap((role) => items.filter((item) => item.role === role));

const Serving = (props: { state: State }) => (
  <Section title="现任三员" note="接替的人由两名管理员在“申请与审批”中任命">
    <ul class="duties">
      <For each={inOrder(props.state)}>
        {(item) => (
          <li class="duty">
            <div class="duty-text">
              <div class="duty-head">
                <h3>
                  {roleNames[item.role]}：{item.name}
                </h3>
                <Badge tone={states[item.state][0]}>{states[item.state][1]}</Badge>
              </div>
              <p class="muted">{tasks[item.role]}</p>
            </div>
          </li>
        )}
      </For>
    </ul>
  </Section>
);

type Values = Record<Administrator, { name: string; login: string }>;
const blank: Values = {
  system: { name: "", login: "" },
  security: { name: "", login: "" },
  audit: { name: "", login: "" },
};

function NameForm(props: { onMade: (items: Appointed[]) => void }) {
  const form = createForm({
    initial: blank,
    schema: async () => (await import("#shared/accounts/schema")).administratorsInput,
    save: async (input, key) => {
      const items = await nameAdministrators(input, key);
      if (items) props.onMade(items);
      else toast("三员刚刚已由别人任命，请核对。", "red");
      await refreshAdministrators();
    },
  });
  return (
    <>
      <Section title="三员各管什么">
        <Tasks />
      </Section>
      <Section title="任命">
        <Notice tone="blue">
          三员不能互相兼任，也不能兼任书记、委员等角色；担任三员的人请另起一个账号。保存后给出三个一次性链接，分别交给三个人。
        </Notice>
        <Form form={form} save="任命三员并生成链接">
          <For each={administrators}>
            {(role) => (
              <fieldset class="field">
                <legend class="field-label">{roleNames[role]}</legend>
                <div class="panel form-row">
                  <TextField
                    label="姓名"
                    name={`${role}/name`}
                    value={form.values[role].name}
                    error={form.error(`${role}/name`)}
                    onChange={(name) => form.set(role, (now) => ({ ...now, name }))}
                    required
                  />
                  <TextField
                    label="账号"
                    name={`${role}/login`}
                    value={form.values[role].login}
                    error={form.error(`${role}/login`)}
                    onChange={(login) => form.set(role, (now) => ({ ...now, login }))}
                    hint="用来登录，例如 zhangsan-xt"
                    required
                  />
                </div>
              </fieldset>
            )}
          </For>
        </Form>
      </Section>
    </>
  );
}
