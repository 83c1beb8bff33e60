# make bench: the budgets of the design, one line each. BENCH="load keys" measures some of them.
EXTRA_PROGRAMS = bench_driftop
bench_driftop_SOURCES = \
	tests/bench/bench.c tests/bench/bench.h \
	tests/bench/bench_bytes.c \
	tests/bench/bench_change.c tests/bench/bench_change.h \
	tests/bench/bench_counter.c tests/bench/bench_counter.h \
	tests/bench/bench_crowd.c tests/bench/bench_crowd.h \
	tests/bench/bench_data.c tests/bench/bench_data.h \
	tests/bench/bench_depth.c \
	tests/bench/bench_doctor.c \
	tests/bench/bench_emit.c \
	tests/bench/bench_export.c \
	tests/bench/bench_figure.c tests/bench/bench_figure.h \
	tests/bench/bench_fleet.c \
	tests/bench/bench_full.c \
	tests/bench/bench_growth.c \
	tests/bench/bench_idle.c \
	tests/bench/bench_keys.c \
	tests/bench/bench_large.c tests/bench/bench_large.h \
	tests/bench/bench_large_fresh.c \
	tests/bench/bench_large_keys.c \
	tests/bench/bench_load.c \
	tests/bench/bench_machine.c tests/bench/bench_machine.h \
	tests/bench/bench_memory.c \
	tests/bench/bench_program.c tests/bench/bench_program.h \
	tests/bench/bench_route.c tests/bench/bench_route.h \
	tests/bench/bench_route_parts.c \
	tests/bench/bench_run.c tests/bench/bench_run.h \
	tests/bench/bench_server.c tests/bench/bench_server.h \
	tests/bench/bench_side.c \
	tests/bench/bench_snapshot.c \
	tests/bench/bench_source.c tests/bench/bench_source.h \
	tests/bench/bench_start.c \
	tests/bench/bench_watch.c \
	tests/support/ways.c tests/support/ways.h
bench_driftop_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests
bench_driftop_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
bench_driftop_LDADD = libsupport.a $(TUI_LIBS) $(VTERM_LIBS)
EXTRA_DIST += tests/bench/bench_sink.py
CLEANFILES += bench_driftop$(EXEEXT)

BENCH =
FORMAT =
STRICT =
RUN_BENCH = REDIS_SERVER='$(REDIS_SERVER)' DRIFTOP='$(abs_builddir)/driftop' \
	TESTS_DIR='$(abs_srcdir)/tests'
if HAVE_VTERM
bench: driftop$(EXEEXT) bench_driftop$(EXEEXT)
	@$(RUN_BENCH) FORMAT='$(FORMAT)' STRICT='$(STRICT)' ./bench_driftop $(BENCH)

# Writes the figures of doc/PERFORMANCE.md anew. Look at what changed before you keep it.
FIGURES = $(srcdir)/doc/PERFORMANCE.md
update-figures: driftop$(EXEEXT) bench_driftop$(EXEEXT)
	@{ sed '/^<!-- make update-figures/q' $(FIGURES) && echo && \
		$(RUN_BENCH) FORMAT=markdown STRICT= ./bench_driftop $(BENCH); } >$(FIGURES).new && \
		mv $(FIGURES).new $(FIGURES)
else
bench update-figures:
	@echo 'make bench needs libvterm; install it and run configure again' >&2; exit 1
endif
.PHONY: bench update-figures
