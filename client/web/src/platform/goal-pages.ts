/** The file of the pages of a goal (`views/shell/goal-pages.ts`), which `start.js` requests where a goal may be. */
export const GOAL_PAGES = /^\/assets\/goal-pages-[\w-]+\.js$/;
