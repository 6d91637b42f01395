import type { RouteDefinition } from "@solidjs/router";
import { lazy } from "solid-js";
import { branchOf } from "../branch/data";
import { memberOf } from "./data";

const List = lazy(async () => ({ default: (await import("./list")).MemberListPage }));
const NewMember = lazy(async () => ({ default: (await import("./edit")).NewMemberPage }));
const EditMember = lazy(async () => ({ default: (await import("./edit")).EditMemberPage }));
const Card = lazy(async () => ({ default: (await import("./card")).MemberCardPage }));

export const memberRoutes: RouteDefinition[] = [
  { path: "/branches/:b/members", component: List, preload: ({ params }) => void branchOf(params.b ?? "") },
  { path: "/branches/:b/members/new", component: NewMember },
  {
    path: "/branches/:b/members/:m",
    component: Card,
    preload: ({ params }) => void memberOf(params.b ?? "", params.m ?? ""),
  },
  { path: "/branches/:b/members/:m/edit", component: EditMember },
];
