package cumulus.links;

import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * What all links of a server share.
 *
 * @param largeFrames leave to read a large frame, for so many at a time
 */
record Common(
    LinkSettings settings,
    LinkTimings timings,
    Servers servers,
    Inbox inbox,
    Semaphore largeFrames,
    Consumer<LinkNotice> notices,
    FrameTrace frames) {}
