import { type JSX, Show, splitProps } from "solid-js";

type Look = "primary" | "plain" | "quiet" | "danger";
const looks: Record<Look, string> = {
  primary: "btn btn-primary",
  plain: "btn",
  quiet: "btn btn-ghost",
  danger: "btn btn-error",
};

type Shared = { look?: Look; small?: boolean; children: JSX.Element };
const classOf = (props: { look?: Look; small?: boolean; class?: string | undefined }): string =>
  [looks[props.look ?? "plain"], props.small ? "btn-sm" : "", props.class ?? ""].join(" ");

type ButtonProps = Shared & { busy?: boolean } & JSX.ButtonHTMLAttributes<HTMLButtonElement>;

export function Button(props: ButtonProps) {
  const [own, rest] = splitProps(props, ["look", "small", "busy", "children", "class", "disabled"]);
  return (
    <button type="button" {...rest} class={classOf(own)} disabled={own.busy || own.disabled} aria-busy={own.busy}>
      <Show when={own.busy}>
        <span class="spinner" aria-hidden="true" />
      </Show>
      {own.children}
    </button>
  );
}

/** A link to a page that looks like a button. */
export function ButtonLink(props: Shared & { href: string; class?: string; "aria-label"?: string }) {
  return (
    <a href={props.href} class={classOf(props)} aria-label={props["aria-label"]}>
      {props.children}
    </a>
  );
}

/** A file to save, made by the server. */
export function DownloadLink(props: Shared & { href: string }) {
  return (
    <a href={props.href} class={classOf(props)} download="" rel="external">
      {props.children}
    </a>
  );
}
