import { createEffect, type JSX, onCleanup, Show } from "solid-js";

const product = "支部工作台";

/** The head of a page: its name (also that of the browser's tab), the way back, what can be done here. */
export function PageHeader(props: {
  title: string;
  lead?: JSX.Element;
  back?: { href: string; label: string };
  actions?: JSX.Element;
}) {
  createEffect(() => {
    document.title = `${props.title} · ${product}`;
  });
  onCleanup(() => {
    document.title = product;
  });
  return (
    <header class="page-header">
      <div>
        <Show when={props.back}>
          {(back) => (
            <a href={back().href} class="back-link">
              ‹ {back().label}
            </a>
          )}
        </Show>
        <h1>{props.title}</h1>
        <Show when={props.lead}>
          <div class="lead">{props.lead}</div>
        </Show>
      </div>
      <Show when={props.actions}>
        <div class="page-actions">{props.actions}</div>
      </Show>
    </header>
  );
}

/** A part of a page under its own heading. */
export const Section = (props: { title: string; note?: JSX.Element; actions?: JSX.Element; children: JSX.Element }) => (
  <section class="section">
    <div class="section-head">
      <h2>{props.title}</h2>
      <Show when={props.note}>
        <span class="section-note">{props.note}</span>
      </Show>
      <Show when={props.actions}>
        <span class="section-actions">{props.actions}</span>
      </Show>
    </div>
    {props.children}
  </section>
);

/** Facts as term and value. */
export const Facts = (props: { children: JSX.Element }) => <dl class="facts">{props.children}</dl>;
export const Fact = (props: { label: string; children: JSX.Element }) => (
  <div>
    <dt>{props.label}</dt>
    <dd>{props.children}</dd>
  </div>
);

/** A fact that may be unknown. */
export const OptionalFact = (props: { label: string; children: JSX.Element }) => (
  <Fact label={props.label}>
    <Show when={props.children} fallback={<span class="muted">未填写</span>}>
      {props.children}
    </Show>
  </Fact>
);
