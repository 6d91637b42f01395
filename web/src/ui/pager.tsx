import { Show } from "solid-js";
import { Button } from "./button";

/** Under a list that comes in pages: how many are shown, and one button for more. */
export const Pager = (props: {
  shown: number;
  total?: number | undefined;
  hasMore: boolean;
  busy?: boolean;
  onMore: () => void;
}) => (
  <div class="pager">
    <span role="status">
      已显示 {props.shown}
      {props.total === undefined ? "" : ` / ${props.total}`} 条
    </span>
    <Show when={props.hasMore}>
      <Button busy={props.busy ?? false} onClick={() => props.onMore()}>
        显示更多
      </Button>
    </Show>
  </div>
);
