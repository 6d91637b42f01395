import { mayAsk } from "#shared/approvals/rules";
import type { ApprovalKind } from "#shared/approvals/schema";
import { me } from "../../lib/session";

/** Whether the signed-in person may ask for such a thing; the server decides again. */
export const mayAskFor = (kind: ApprovalKind): boolean =>
  mayAsk(kind, { accountId: me().account.id, roles: me().grants.map(({ role }) => role) });
