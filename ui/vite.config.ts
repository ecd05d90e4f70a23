import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/** Where the program answers while pages are worked on: `dateline serve --port 8321`, or another by DATELINE_API. */
const program = process.env.DATELINE_API ?? "http://127.0.0.1:8321";

export default defineConfig({
  plugins: [svelte()],
  build: {
    // Committed, so that `cargo build` needs no Node: nothing in it may depend on the machine or the time.
    outDir: "dist",
    target: "es2022",
    sourcemap: false,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
  },
  server: {
    host: "127.0.0.1",
    // Several people work on pages at once: the next free port is as good.
    port: 5173,
    // The program takes changes only from its own pages: here it shall think that these are.
    proxy: Object.fromEntries(
      ["/api", "/feeds", "/tiles", "/sitrep.html"].map((path) => [
        path,
        { target: program, changeOrigin: true, headers: { origin: program } },
      ]),
    ),
  },
});
