/** One file for both ends: few people load it. */
export { AddDevice } from "./AddDevice";
export { Join } from "./Join";
