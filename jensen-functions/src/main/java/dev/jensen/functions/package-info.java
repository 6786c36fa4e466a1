/// Functions written in Java: methods of ordinary classes, run by the server in the same
/// transactions as those written in TypeScript. Open [dev.jensen.functions.FunctionApp] first.
@NullMarked
package dev.jensen.functions;

import org.jspecify.annotations.NullMarked;
