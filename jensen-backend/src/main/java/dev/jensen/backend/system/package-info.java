/// The queries below `_system/`, for the command-line tool and the dashboard.
@NullMarked
package dev.jensen.backend.system;

import org.jspecify.annotations.NullMarked;
