import { Navigate, type RouteSectionProps, useLocation } from "@solidjs/router";
import { createMemo, createSignal, lazy, Match, onMount, type ParentProps, Show, Suspense, Switch } from "solid-js";
import { loadSession, session } from "../lib/session";
import { PageHeader } from "../ui/page";
import { Failure, Loading } from "../ui/state";
import { Toasts } from "../ui/toast";
import { Frame } from "./frame";
import { sentenceOf } from "./guarded";

const Required = lazy(async () => ({ default: (await import("../features/session/required")).Required }));

/** Pages that nobody needs to be signed in for. */
const open = ["/sign-in", "/setup"];

/** Asks who is signed in, then shows the page, the way to sign in, or what went wrong. */
export function Root(props: RouteSectionProps) {
  const location = useLocation();
  const [failure, setFailure] = createSignal<string>();
  const isOpen = () => open.includes(location.pathname);
  const load = () => {
    setFailure(undefined);
    loadSession().catch((error: unknown) => setFailure(sentenceOf(error)));
  };
  onMount(load);
  const wanted = () =>
    location.pathname === "/"
      ? "/sign-in"
      : `/sign-in?return=${encodeURIComponent(location.pathname + location.search)}`;
  return (
    <>
      <Switch>
        <Match when={isOpen()}>
          <main id="main">
            <Suspense fallback={<Loading />}>{props.children}</Suspense>
          </main>
        </Match>
        <Match when={failure()}>
          {(sentence) => (
            <main id="main" class="main">
              <PageHeader title="暂时打不开" />
              <Failure sentence={sentence()} onRetry={load} />
            </main>
          )}
        </Match>
        <Match when={session() === undefined}>
          <main id="main" class="main">
            <Loading />
          </main>
        </Match>
        <Match when={session() === null}>
          <Navigate href={wanted()} />
        </Match>
        <Match when={session()}>
          <Inside>
            <Suspense fallback={<Loading />}>{props.children}</Suspense>
          </Inside>
        </Match>
      </Switch>
      <Toasts />
    </>
  );
}

/** What must be done first stands in front; a page that was open before stays as it is behind it, with all that was typed. */
function Inside(props: ParentProps) {
  const isFree = () => !session()?.required;
  const wasFree = createMemo<boolean>((before) => before || isFree(), false);
  return (
    <>
      <Show when={!isFree()}>
        <main>
          <Suspense fallback={<Loading />}>
            <Required />
          </Suspense>
        </main>
      </Show>
      <Show when={wasFree()}>
        <div hidden={!isFree()}>
          <Frame>{props.children}</Frame>
        </div>
      </Show>
    </>
  );
}
