// A page that is made of its elements alone.

import { open } from "./page.js";

open();
