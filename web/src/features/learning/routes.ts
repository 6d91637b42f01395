import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";

const Talks = lazy(async () => ({ default: (await import("./talks")).TalksPage }));
const Trainings = lazy(async () => ({ default: (await import("./trainings")).TrainingsPage }));

export const learningRoutes: RouteDefinition[] = [
  { path: "/branches/:b/talks", component: Talks },
  { path: "/branches/:b/trainings", component: Trainings },
];
