import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { ownBranches, session } from "../../lib/session";
import { homeOf } from "./data";

const Home = lazy(async () => ({ default: (await import("./home")).Home }));
const BranchHome = lazy(async () => ({ default: (await import("./branch-home")).BranchHomePage }));
const Overview = lazy(async () => ({ default: (await import("./overview")).Overview }));
const OwnRecord = lazy(async () => ({ default: (await import("./own-record")).OwnRecordPage }));

/** The list is asked for while the page's code is still on its way. */
function preloadHome(): void {
  const [own] = session() ? ownBranches() : [];
  if (own) void homeOf(own.id);
}

export const homeRoutes: RouteDefinition[] = [
  { path: "/", component: Home, preload: preloadHome },
  { path: "/branches/:b", component: BranchHome, preload: ({ params }) => void homeOf(params.b ?? "") },
  { path: "/overview", component: Overview },
  { path: "/record", component: OwnRecord },
];
