import { Hono } from "hono";
import { problems } from "#shared/problem";
import { accessRoutes } from "./accounts/access-routes";
import { oidcRoutes } from "./accounts/oidc-routes";
import { ownRoutes } from "./accounts/own-routes";
import { accountRoutes } from "./accounts/routes";
import { activityRoutes } from "./activities/routes";
import { approvalRoutes } from "./approvals/routes";
import { assessmentRoutes } from "./assessment/routes";
import { auditRoutes } from "./audit/routes";
import { dutyRoutes } from "./duties/routes";
import { exportRoutes } from "./exports/routes";
import { importRoutes } from "./imports/routes";
import { learningRoutes } from "./learning/routes";
import { rosterRoutes } from "./members/roster-routes";
import { memberRoutes } from "./members/routes";
import { handoverRoutes } from "./org/handover-routes";
import { orgRoutes } from "./org/routes";
import { overviewRoutes } from "./overview/routes";
import { random } from "./platform/crypto";
import { headers, inTime, sameSite } from "./platform/guard";
import { type Env, renderProblem, specOf } from "./platform/http";
import type { Platform } from "./platform/platform";
import { session } from "./platform/session";
import { policyRoutes } from "./policy/routes";
import { siteRoutes } from "./site/routes";

/** The whole system as one Hono app; a feature is one mount line. */
export function createApp(platform: Platform) {
  const app = new Hono<Env>()
    .use(async (c, next) => {
      const started = platform.now();
      c.set("platform", platform);
      c.set("address", platform.addressOf(c));
      c.set("requestId", Buffer.from(random(8)).toString("hex"));
      await next();
      c.header("X-Request-Id", c.var.requestId);
      if (c.req.path.startsWith("/api/")) {
        c.header("Cache-Control", "no-store");
        platform.log({
          level: "info",
          requestId: c.var.requestId,
          from: c.var.address,
          account: c.var.actor?.accountId,
          method: c.req.method,
          route: c.req.matchedRoutes.findLast((route) => specOf(route.handler))?.path ?? "-",
          status: c.res.status,
          ms: platform.now() - started,
        });
      }
    })
    .use(headers)
    .use("/api/*", inTime)
    .use("/api/*", sameSite)
    .use("/api/*", session)
    .route("/", ownRoutes)
    .route("/", accessRoutes)
    .route("/", oidcRoutes)
    .route("/", accountRoutes)
    .route("/", orgRoutes)
    // Before members and activities, whose `/:m` and `/:a` would take `imports` for an id.
    .route("/", importRoutes)
    .route("/", memberRoutes)
    .route("/", rosterRoutes)
    .route("/", activityRoutes)
    .route("/", dutyRoutes)
    .route("/", assessmentRoutes)
    .route("/", learningRoutes)
    .route("/", handoverRoutes)
    .route("/", overviewRoutes)
    .route("/", auditRoutes)
    .route("/", policyRoutes)
    .route("/", approvalRoutes)
    .route("/", exportRoutes)
    .route("/", siteRoutes);

  app.onError(renderProblem);
  app.notFound((c) => {
    const methods = ["GET", "POST", "PATCH", "PUT", "DELETE"].filter((method) =>
      app.router.match(method, c.req.path)[0].some(([[handler, route]]) => specOf(handler) && route.path !== "*"),
    );
    const code = methods.length > 0 ? "request.method" : "request.not-found";
    const [status, title] = problems[code];
    return c.body(JSON.stringify({ type: "about:blank", code, status, title }), status, {
      "Content-Type": "application/problem+json",
      ...(methods.length > 0 && { Allow: methods.join(", ") }),
    });
  });
  return app;
}
