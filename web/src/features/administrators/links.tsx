import { createSignal, For } from "solid-js";
import { roleNames } from "#shared/access";
import { chineseStamp } from "../../lib/dates";
import { Button, ButtonLink } from "../../ui/button";
import { CopyField } from "../../ui/copy";
import { Section } from "../../ui/page";
import { Notice } from "../../ui/state";
import type { Appointed } from "./data";

/** The three one-time links, shown once; each is printed on a sheet of its own, so that nobody carries another's. */
export function AppointmentLinks(props: { items: readonly Appointed[]; onDone: () => void }) {
  const [printed, setPrinted] = createSignal<string>();
  const print = (id: string) => {
    setPrinted(id);
    window.print();
  };
  return (
    <>
      <Notice tone="orange">
        三员已任命。下面三个链接只显示这一次，离开本页就看不到了：请分别复制或打印，交给本人。链接用过一次即失效。
      </Notice>
      <For each={props.items}>
        {(item) => (
          <div classList={{ "no-print": printed() !== undefined && printed() !== item.id }}>
            <Section title={`${roleNames[item.role]}：${item.name}`} note={`账号 ${item.login}`}>
              <p>{chineseStamp(item.expiresAt)}前有效。打开链接设好密码后，还要用手机绑定动态口令。</p>
              <CopyField label={`${roleNames[item.role]}的链接`} value={item.setupUrl} copy="复制">
                <Button onClick={() => print(item.id)} aria-label={`打印：${roleNames[item.role]}的链接`}>
                  打印
                </Button>
              </CopyField>
              <p class="print-only">{item.setupUrl}</p>
            </Section>
          </div>
        )}
      </For>
      <div class="form-actions">
        <Button look="primary" onClick={() => props.onDone()}>
          三个链接都已交出
        </Button>
        <ButtonLink href="/">回到首页</ButtonLink>
      </div>
    </>
  );
}
