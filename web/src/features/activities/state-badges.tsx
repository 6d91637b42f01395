import { Show } from "solid-js";
import { activityStateNames } from "#shared/activities/labels";
import type { ActivityAnswer } from "#shared/activities/schema";
import { Badge, type Tone } from "../../ui/badge";

const stateTones: Record<ActivityAnswer["state"], Tone> = { planned: "blue", recorded: "orange", confirmed: "green" };

/** The state of a record, and that it was entered late. */
export const StateBadges = (props: { activity: ActivityAnswer }) => (
  <span class="marks">
    <Badge tone={stateTones[props.activity.state]}>{activityStateNames[props.activity.state]}</Badge>
    <Show when={props.activity.late && props.activity.state !== "planned"}>
      <Badge tone="grey">补录</Badge>
    </Show>
    <Show when={props.activity.amendments.length > 0}>
      <Badge tone="grey">有更正</Badge>
    </Show>
  </span>
);
