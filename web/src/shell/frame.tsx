import { useIsRouting, useLocation, useNavigate } from "@solidjs/router";
import { createEffect, createSignal, For, type JSX, lazy, on, Show, Suspense } from "solid-js";
import { chineseDay } from "#shared/dates";
import { weekday } from "../lib/dates";
import { me, overseen, signOut } from "../lib/session";
import { Dialog } from "../ui/dialog";
import { Loading } from "../ui/state";
import { branchInSight, entries, isCurrent, moreEntries } from "./entries";

const Tree = lazy(async () => ({ default: (await import("./tree")).Tree }));

/** Around every page: the bar, the entries, the organisation drawer. */
export function Frame(props: { children: JSX.Element }) {
  const isRouting = useIsRouting();
  return (
    <>
      <a class="skip-link" href="#main">
        跳到正文
      </a>
      <Show when={isRouting()}>
        <div class="route-progress" aria-hidden="true" />
      </Show>
      <Show when={me().demo}>
        <aside class="demo-banner" aria-label="演示数据">
          演示数据，内容都是虚构的
        </aside>
      </Show>
      <TopBar />
      <Entries />
      <main id="main" class="main" tabindex="-1">
        {props.children}
      </main>
    </>
  );
}

function TopBar() {
  const [isOpen, setOpen] = createSignal(false);
  const location = useLocation();
  createEffect(on([() => location.pathname], () => setOpen(false)));
  return (
    <header class="topbar">
      <div class="topbar-inner">
        <a href="/" class="brand">
          支部工作台
        </a>
        <span class="topbar-place">{branchInSight(location.pathname)?.name ?? me().grants[0]?.unit.name}</span>
        <Show when={overseen().length > 0}>
          <button type="button" class="topbar-button" onClick={() => setOpen(true)}>
            组织树
          </button>
        </Show>
        <span class="wide-only">
          {chineseDay(me().today)} {weekday(me().today)}
        </span>
        <a href="/account" class="topbar-button wide-only">
          {me().account.name}
        </a>
      </div>
      <Dialog title="组织" side open={isOpen()} onClose={() => setOpen(false)}>
        <Suspense fallback={<Loading />}>
          <Tree />
        </Suspense>
      </Dialog>
    </header>
  );
}

function Entries() {
  const location = useLocation();
  return (
    <nav class="nav" aria-label="主要栏目">
      <ul class="nav-list">
        <For each={entries(location.pathname)}>
          {(entry) => (
            <li classList={{ "wide-only": entry.wideOnly ?? false }}>
              <a
                href={entry.href}
                class="nav-item"
                aria-current={isCurrent(entry, location.pathname) ? "true" : undefined}
              >
                <span class="wide-only">{entry.name}</span>
                <span class="phone-only">{entry.short ?? entry.name}</span>
              </a>
            </li>
          )}
        </For>
        <li>
          <More />
        </li>
      </ul>
    </nav>
  );
}

function More() {
  const location = useLocation();
  const navigate = useNavigate();
  const [isOpen, setOpen] = createSignal(false);
  createEffect(on([() => location.pathname], () => setOpen(false)));
  const closeUnlessInside = (event: FocusEvent & { currentTarget: HTMLElement }) => {
    if (event.relatedTarget instanceof Node && !event.currentTarget.contains(event.relatedTarget)) setOpen(false);
  };
  return (
    <details
      class="more"
      open={isOpen()}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      onFocusOut={closeUnlessInside}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      <summary class="nav-item">更多</summary>
      <div class="more-list">
        <For each={moreEntries(location.pathname)}>
          {(entry) => (
            <a href={entry.href} classList={{ "phone-only": entry.phoneOnly ?? false }}>
              {entry.name}
            </a>
          )}
        </For>
        <a href="/account">我的账号</a>
        <button type="button" onClick={() => void signOut().then(() => navigate("/sign-in"))}>
          退出登录
        </button>
      </div>
    </details>
  );
}
