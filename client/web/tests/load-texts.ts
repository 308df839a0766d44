/** Tests of texts change the language. A page loads one. */

import { loadTexts } from "../src/i18n/loaded";

await Promise.all([loadTexts("en"), loadTexts("ko")]);
