import { Navigate, type RouteSectionProps, useLocation } from "@solidjs/router";
import { createSignal, ErrorBoundary, Match, onMount, Suspense, Switch } from "solid-js";
import { Refusal } from "../lib/api";
import { loadSession, session } from "../lib/session";
import { Failure, Loading } from "../ui/state";
import { Toasts } from "../ui/toast";
import { Frame } from "./frame";

/** Pages that nobody needs to be signed in for. */
const open = ["/sign-in", "/setup"];

const sentenceOf = (error: unknown): string =>
  error instanceof Refusal ? error.message : "页面出错了，请刷新后再试。";

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
            <Guarded>{props.children}</Guarded>
          </main>
        </Match>
        <Match when={failure()}>
          {(sentence) => (
            <main id="main" class="main">
              <Failure title="暂时打不开" sentence={sentence()} onRetry={load} />
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
          <Frame>
            <Guarded>{props.children}</Guarded>
          </Frame>
        </Match>
      </Switch>
      <Toasts />
    </>
  );
}

/** A page that fails says so in its own place, and leaves the way to the others open. */
function Guarded(props: { children: RouteSectionProps["children"] }) {
  return (
    <ErrorBoundary fallback={(error, reset) => <PageFailure error={error} reset={reset} />}>
      <Suspense fallback={<Loading />}>{props.children}</Suspense>
    </ErrorBoundary>
  );
}

function PageFailure(props: { error: unknown; reset: () => void }) {
  const location = useLocation();
  const shown = location.pathname;
  const title = () => (props.error instanceof Refusal && props.error.status === 404 ? "没有找到" : "没有载入成功");
  return (
    <>
      {location.pathname === shown ? null : props.reset()}
      <Failure title={title()} sentence={sentenceOf(props.error)} onRetry={props.reset} />
    </>
  );
}
