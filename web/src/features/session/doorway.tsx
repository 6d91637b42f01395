import type { JSX } from "solid-js";
import { PageHeader } from "../../ui/page";

/** The page outside: name of the product and one card. */
export const Doorway = (props: { title: string; children: JSX.Element }) => (
  <div class="doorway">
    <p class="doorway-brand">支部工作台</p>
    <p class="doorway-lead">党支部日常工作的台账、提醒与考核材料</p>
    <div class="doorway-card">
      <PageHeader title={props.title} />
      {props.children}
    </div>
  </div>
);
