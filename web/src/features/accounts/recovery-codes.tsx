import { createUniqueId, For } from "solid-js";
import { me } from "../../lib/session";
import { Button } from "../../ui/button";
import { CopyButton } from "../../ui/copy";
import { Notice } from "../../ui/state";

/** Shown once: each of them stands in for the phone once. */
export function RecoveryCodes(props: { codes: readonly string[]; onDone: () => void }) {
  const id = createUniqueId();
  return (
    <div class="form print-alone">
      <Notice tone="orange">
        下面 {props.codes.length}{" "}
        个备用码只显示这一次，请打印或抄下来，锁好保管。手机丢了或换了，登录时填一个备用码代替动态口令，每个只能用一次。
      </Notice>
      <p class="print-only">支部工作台备用码，账号 {me().account.login}</p>
      <ol id={id} class="codes">
        <For each={props.codes}>{(code) => <li>{code}</li>}</For>
      </ol>
      <div class="form-actions">
        <Button onClick={() => window.print()}>打印备用码</Button>
        <CopyButton text={props.codes.join("\n")} from={id} label="备用码">
          复制
        </CopyButton>
      </div>
      <div class="form-actions">
        <Button look="primary" onClick={() => props.onDone()}>
          已保管好，继续
        </Button>
      </div>
    </div>
  );
}
