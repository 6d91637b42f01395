import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import { defineConfig } from "vite";
import solid from "vite-plugin-solid";

const api = process.env.ZHIBU_API ?? "http://127.0.0.1:8787";

const config = defineConfig({
  root: fileURLToPath(new URL("./web", import.meta.url)),
  plugins: [solid(), tailwindcss()],
  build: {
    outDir: fileURLToPath(new URL("./dist/web", import.meta.url)),
    emptyOutDir: true,
    assetsDir: "assets",
    assetsInlineLimit: 0,
    target: "chrome109",
    cssTarget: "chrome109",
    manifest: true,
    modulePreload: { polyfill: false },
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { "/api": api, "/healthz": api },
  },
});

export default config;
