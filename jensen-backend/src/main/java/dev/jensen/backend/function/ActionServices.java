package dev.jensen.backend.function;

import dev.jensen.backend.file.FileStorage;
import dev.jensen.backend.function.web.ActionIo;
import dev.jensen.backend.function.web.WebClient;
import dev.jensen.backend.transaction.Database;
import dev.jensen.backend.transaction.Remembered;
import dev.jensen.backend.world.World;

/// What running actions use.
///
/// @param functions runs what they call
/// @param client does what they fetch
/// @param listener is told what they write to their consoles
/// @param deploymentName what functions are told that the deployment is called
record ActionServices(
    World world,
    Database database,
    Remembered<Deployed> deployedCode,
    FunctionRuntime runtime,
    Functions functions,
    ActionScheduling scheduling,
    FileStorage files,
    WebClient client,
    CompletionListener listener,
    String deploymentName) {

  /// The network and the clock for one action.
  ActionIo newIo() {
    return new ActionIo(world, client);
  }
}
