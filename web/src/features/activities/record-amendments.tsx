import { For, Show } from "solid-js";
import type { ActivityAnswer } from "#shared/activities/schema";
import { chineseStamp } from "../../lib/dates";
import { Section } from "../../ui/page";
import { type ActivityValues, fieldNames, isField, type Names, shownValue } from "./values";

/** What was corrected, when, by whom and why, with what stood there before. */
export function Amendments(props: { activity: ActivityAnswer; names: Names }) {
  const former = (before: Record<string, unknown>) => {
    const values = before as Partial<ActivityValues>;
    return Object.keys(values)
      .filter(isField)
      .map((field) => ({
        label: fieldNames[field],
        text: values[field] === undefined ? "" : shownValue(field, values[field], props.names),
      }));
  };
  return (
    <Show when={props.activity.amendments.length > 0}>
      <Section title={`更正（${props.activity.amendments.length}）`} note="原来的内容保留在这里">
        <ul class="duties">
          <For each={props.activity.amendments}>
            {(one) => (
              <li class="panel">
                <p>
                  {chineseStamp(one.at)} 由 {one.by} 更正。原因：{one.reason}
                </p>
                <dl class="name-list">
                  <For each={former(one.before)}>
                    {(field) => (
                      <div>
                        <dt>{field.label}原为</dt>
                        <dd class="prose">{field.text || "（空）"}</dd>
                      </div>
                    )}
                  </For>
                </dl>
              </li>
            )}
          </For>
        </ul>
      </Section>
    </Show>
  );
}
