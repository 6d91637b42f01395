import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { batchesOf, kindOf } from "./data";

const Start = lazy(async () => ({ default: (await import("./start")).ImportStartPage }));
const Batch = lazy(async () => ({ default: (await import("./batch")).ImportBatchPage }));

export const importRoutes: RouteDefinition[] = [
  {
    path: "/branches/:b/imports",
    component: Start,
    preload: ({ params, location }) => void batchesOf(params.b ?? "", kindOf(location.query.kind)),
  },
  { path: "/branches/:b/imports/:kind/:i", component: Batch },
];
