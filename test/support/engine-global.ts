import type { TestProject } from "vitest/node";
import { engineKind, startTestEngine } from "./engine-process.ts";

declare module "vitest" {
  export interface ProvidedContext {
    endpoint: string;
  }
}

/** One engine for the whole run; every test file makes a table of its own on it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const engine = await startTestEngine(engineKind());
  project.provide("endpoint", engine.endpoint);
  return engine.stop;
}
