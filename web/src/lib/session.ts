import { query } from "@solidjs/router";
import { createSignal } from "solid-js";
import type { Me } from "#shared/accounts/schema";
import { type Act, type Administrator, isAdministrator, may, mayAt, rolesFor } from "#shared/authority";
import { shanghaiTime } from "#shared/dates";
import { get, onRequired, onSignedOut, post, Refusal, remove } from "./api";

const [session, setSession] = createSignal<Me | null>();

/** Who is signed in; null for nobody, undefined until the server has been asked. */
export { session };

/** Who is signed in, for pages that are only shown to somebody. */
export function me(): Me {
  const now = session();
  if (!now) throw new Refusal("session.none", 401, "请先登录");
  return now;
}

/** The business day, as the server counts it. */
export const today = (): string => me().today;
/** `YYYY-MM-DDTHH:mm` in Shanghai on the business day. */
export const localNow = (): string => `${today()}T${shanghaiTime(Date.now()).slice(11)}`;

export function enter(account: Me): void {
  query.clear();
  setSession(account);
}

export function leave(): void {
  query.clear();
  setSession(null);
}

onSignedOut(leave);

/** Asks who is signed in; throws where the server cannot be reached. */
export async function loadSession(): Promise<void> {
  const answer = await get<Me>("/api/me").catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 401) return null;
    throw error;
  });
  setSession(answer);
}

onRequired(() => void loadSession().catch(() => undefined));

/** Asks anew after the person has done what was required; what failed before is asked for again. */
export const refreshSession = async (): Promise<void> => enter(await get<Me>("/api/me"));

export type Credentials = { login: string; password: string; code?: string };
export const signIn = async (credentials: Credentials): Promise<void> =>
  enter(await post<Me>("/api/session", credentials));

/** Also forgets what was typed and not saved; a session that merely ran out leaves it for the same person. */
export async function signOut(): Promise<void> {
  await remove("/api/session").catch(() => undefined);
  sessionStorage.clear();
  leave();
}

type Unit = Me["grants"][number]["unit"];

const grants = () => (session()?.grants ?? []).map(({ role, unit }) => ({ role, unitId: unit.id }));

/** Whether the table of authority allows an act somewhere; here and below, the server decides again. */
export const mayDo = (act: Act): boolean => may(act, grants());
/** The same in one branch. */
export const mayIn = (act: Act, branchId: string): boolean => mayAt(act, grants(), branchId);

/** The units at which a role of the person allows the act. */
const unitsFor = (act: Act): Unit[] => {
  const units = (session()?.grants ?? []).filter(({ role }) => rolesFor(act).includes(role)).map(({ unit }) => unit);
  return units.filter((unit, i) => units.findIndex((other) => other.id === unit.id) === i);
};

/** Branches that the signed-in person keeps. */
export const ownBranches = (): Unit[] => unitsFor("branch.keep");
/** Units whose subtree the person sees. */
export const overseen = (): Unit[] => unitsFor("overview.read");
export const isOffice = (): boolean => mayDo("assessment.return");
/** Which of the three administrators the person is, if any. */
export const administratorRole = (): Administrator | undefined =>
  grants().flatMap(({ role }) => (isAdministrator(role) ? [role] : []))[0];
/** Whether the person has a member record of the own to look at. */
export const hasOwnRecord = (): boolean =>
  typeof session()?.memberId === "string" && grants().some(({ role }) => role === "member");
/** Whether the person may write in the branch. */
export const keeps = (branchId: string): boolean => mayIn("branch.keep", branchId);
export const isSecretary = (branchId: string): boolean => mayIn("activities.confirm", branchId);
