import { useNavigate } from "@solidjs/router";
import { For, Show } from "solid-js";
import { roleNames } from "#shared/access";
import { chineseDay } from "#shared/dates";
import { mayDo, me, signOut } from "../../lib/session";
import { Button } from "../../ui/button";
import { Fact, Facts, PageHeader, Section } from "../../ui/page";
import { History } from "../trail/history";
import type { Readable } from "../trail/sentence";
import { PasswordForm } from "./password";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";
import { Tokens } from "./tokens";

const roles: Record<string, string> = roleNames;
/** A role at a unit, by their names. */
const readableGrant: Readable = (_, value) => {
  const { role, unitId } = Object(value);
  if (role === undefined) return undefined;
  const unit = me().grants.find((grant) => grant.unit.id === unitId)?.unit.name;
  return `${unit ? `${unit}：` : ""}${roles[role] ?? role}`;
};

/** One's own account: who one is here, what protects it, where it is in use. */
export function OwnAccountPage() {
  const navigate = useNavigate();
  const go = () => void signOut().then(() => navigate("/sign-in"));
  return (
    <>
      <PageHeader title="我的账号" actions={<Button onClick={go}>退出登录</Button>} />
      <Section title="基本情况">
        <Facts>
          <Fact label="姓名">{me().account.name}</Fact>
          <Fact label="账号">{me().account.login}</Fact>
          <Fact label="角色">
            <ul>
              <For each={me().grants} fallback={<li>没有角色</li>}>
                {(grant) => (
                  <li>
                    {grant.unit.name}：{roleNames[grant.role]}
                  </li>
                )}
              </For>
            </ul>
          </Fact>
          <Show when={me().passwordExpiresOn}>{(day) => <Fact label="密码到期日">{chineseDay(day())}</Fact>}</Show>
        </Facts>
      </Section>
      <Section title="修改密码" note="修改后，其他电脑上的登录会立即失效">
        <PasswordForm />
      </Section>
      <SecondFactor />
      <Sessions />
      <Section title="账号的修改记录" note="有不是您本人做的，请马上告诉安全管理员">
        <History path="/api/me" readable={readableGrant} />
      </Section>
      <Show when={mayDo("assessment.read")}>
        <Tokens />
      </Show>
    </>
  );
}
