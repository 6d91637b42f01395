import "./app.css";
import { Router } from "@solidjs/router";
import { render } from "solid-js/web";
import { routes } from "./routes";
import { Root } from "./shell/root";

const place = document.getElementById("app");
if (place) render(() => <Router root={Root}>{routes}</Router>, place);
