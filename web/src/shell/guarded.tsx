import { query, type RouteDefinition, useLocation } from "@solidjs/router";
import { createEffect, createSignal, ErrorBoundary, on, onMount, type ParentProps, Show, Suspense } from "solid-js";
import { Dynamic } from "solid-js/web";
import { Refusal } from "../lib/api";
import { PageHeader } from "../ui/page";
import { Failure, Loading } from "../ui/state";

export const sentenceOf = (error: unknown): string =>
  error instanceof Refusal ? error.message : "页面出错了，请刷新后再试。";

/** A page that fails says so in its own place, and leaves the way to the others open. */
export function guarded(route: RouteDefinition): RouteDefinition {
  const page = route.component;
  if (!page) return route;
  const Guarded = (props: Record<string, unknown>) => (
    <Boundary>
      <Dynamic component={page} {...props} />
    </Boundary>
  );
  return { ...route, component: Object.assign(Guarded, { preload: preloadOf(page) }) };
}

const preloadOf = (page: object): (() => void) | undefined =>
  "preload" in page && typeof page.preload === "function"
    ? () => void Reflect.apply(Object(page).preload, page, [])
    : undefined;

/** The page begins once the navigation is over: Solid loses errors that are thrown while it is under way. */
function Boundary(props: ParentProps) {
  const [isHere, setHere] = createSignal(false);
  onMount(() => setHere(true));
  return (
    <ErrorBoundary fallback={(error, reset) => <PageFailure error={error} reset={reset} />}>
      <Show when={isHere()} fallback={<Loading />}>
        <Suspense fallback={<Loading />}>{props.children}</Suspense>
      </Show>
    </ErrorBoundary>
  );
}

function PageFailure(props: { error: unknown; reset: () => void }) {
  const location = useLocation();
  createEffect(on([() => location.pathname], () => props.reset(), { defer: true }));
  /** What failed is asked for anew, not taken from the cache. */
  const retry = () => {
    query.clear();
    props.reset();
  };
  const title = () => (props.error instanceof Refusal && props.error.status === 404 ? "没有找到" : "没有载入成功");
  return (
    <>
      <PageHeader title={title()} />
      <Failure sentence={sentenceOf(props.error)} onRetry={retry} />
    </>
  );
}
