/// Java sources for calling a deployment's functions, from what it says about them. Open
/// [dev.jensen.cli.codegen.JavaApi] first.
@NullMarked
package dev.jensen.cli.codegen;

import org.jspecify.annotations.NullMarked;
