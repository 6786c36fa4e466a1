package dev.jensen.backend.function.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One fetch or one sleep, from when the action first speaks of it until nothing of it is left.
///
/// Thread-safe.
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final UploadPipe upload;
  private final Set<Thread> working = new HashSet<>();
  private @Nullable InputStream body;
  private boolean cancelled;

  Exchange(int uploadPieces) {
    upload = new UploadPipe(uploadPieces);
  }

  /// What the action sends.
  UploadPipe upload() {
    return upload;
  }

  /// Runs `task` so that [#cancel] interrupts it.
  ///
  /// @throws CancelledException if the exchange is cancelled before it is done
  <T> T work(Task<T> task) throws IOException {
    var thread = Thread.currentThread();
    synchronized (this) {
      if (cancelled) {
        throw new CancelledException();
      }
      working.add(thread);
    }
    boolean interrupted = false;
    try {
      return task.run();
    } catch (InterruptedException e) {
      interrupted = true;
      throw new CancelledException();
    } catch (IOException e) {
      if (isCancelled()) {
        throw new CancelledException();
      }
      throw e;
    } finally {
      end(thread, interrupted);
    }
  }

  /// Whoever interrupted the thread for another reason still finds it so.
  private synchronized void end(Thread thread, boolean interrupted) {
    working.remove(thread);
    if (cancelled) {
      boolean _ = Thread.interrupted();
    } else if (interrupted) {
      thread.interrupt();
    }
  }

  synchronized @Nullable InputStream body() {
    return body;
  }

  void setBody(InputStream opened) {
    synchronized (this) {
      if (!cancelled) {
        body = opened;
        return;
      }
    }
    close(opened);
  }

  void cancel() {
    InputStream open;
    synchronized (this) {
      cancelled = true;
      working.forEach(Thread::interrupt);
      open = body;
      body = null;
    }
    upload.fail("aborted");
    if (open != null) {
      close(open);
    }
  }

  private synchronized boolean isCancelled() {
    return cancelled;
  }

  private static void close(InputStream open) {
    try {
      open.close();
    } catch (IOException e) {
      LOG.debug("a response body that nobody reads could not be closed", e);
    }
  }

  /// The action wants no more of it.
  static final class CancelledException extends RuntimeException {

    CancelledException() {
      super("aborted", null, false, false);
    }
  }

  /// Something that blocks.
  interface Task<T> {

    T run() throws IOException, InterruptedException;
  }
}
