"""./dev run: it answers, it comes back to life, and it leaves nothing behind."""

import os
import re
import signal
import subprocess

from .conftest import Checkout, answers, hear, kill, processes_about, until


def wait_for_map(process: subprocess.Popen[str], port: int) -> str:
    """The lines up to the last one that `run` prints when it is ready."""
    shown = hear(process, "Ctrl-C")
    assert answers(port), shown + (
        process.stderr.read() if process.poll() is not None and process.stderr else ""
    )
    return shown


def of(checkout: Checkout, part: str) -> list[int]:
    return [int(line.split()[0]) for line in processes_about(checkout.folder) if part in line]


def test_it_sets_up_answers_and_leaves_nothing(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    shown = wait_for_map(process, port)
    assert f"http://127.0.0.1:{port}/" in shown
    assert "inspector  secret" in shown
    asked = [line.split()[0] for line in checkout.asked()]
    assert asked == ["migrate", "demo_city", "demo_accounts", "collectstatic", "work"]
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(20) == 130
    assert processes_about(checkout.folder) == []
    assert not answers(port)


def test_scripts_are_served_in_one_piece(checkout: Checkout, port: int) -> None:
    wait_for_map(checkout.start("run", PORT=port), port)
    script = (checkout.folder / ".local/bundle/maps/js/main.js").read_text()
    assert len(script) > 50_000
    assert not re.search(r"""\bimport\s*[\w{*"']""", script)


def test_term_leaves_nothing_either(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    wait_for_map(process, port)
    process.terminate()
    assert process.wait(20) == 143
    assert processes_about(checkout.folder) == []


def test_term_during_set_up_leaves_nothing(checkout: Checkout, port: int) -> None:
    manage = checkout.folder / "manage.py"
    manage.write_text(manage.read_text().replace('case "work":', 'case "work" | "migrate":'))
    process = checkout.start("run", PORT=port)
    until(lambda: of(checkout, "manage.py migrate"))
    process.terminate()
    assert process.wait(20) == 143
    assert processes_about(checkout.folder) == []


def test_a_second_run_on_the_same_port_is_refused_and_harmless(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    wait_for_map(process, port)
    refused = checkout.run("run", PORT=port)
    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert answers(port)


def test_two_runs_share_the_database(checkout: Checkout, ports: tuple[int, int]) -> None:
    port, other = ports
    first = checkout.start("run", PORT=port)
    wait_for_map(first, port)
    second = checkout.start("run", PORT=other, DEMO="no")
    wait_for_map(second, other)
    first.terminate()
    first.wait(20)
    assert checkout.run("db", "status").returncode == 0
    assert answers(other)
    second.terminate()
    second.wait(20)
    assert processes_about(checkout.folder) == []


def test_a_killed_server_worker_and_database_come_back(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    wait_for_map(process, port)
    server = min(of(checkout, "granian"))
    os.kill(server, signal.SIGKILL)
    until(
        lambda: (
            server not in of(checkout, "granian") and answers(port) and min(of(checkout, "granian")) != server
        )
    )
    (worker,) = of(checkout, "manage.py work")
    os.kill(worker, signal.SIGKILL)
    until(lambda: of(checkout, "manage.py work") not in ([], [worker]))
    postmaster = checkout.postmaster()
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: checkout.run("db", "status").returncode == 0 and checkout.postmaster() != postmaster)
    process.terminate()
    assert process.wait(20) == 143
    assert processes_about(checkout.folder) == []


def test_what_keeps_dying_stops_the_map_with_its_reason(checkout: Checkout, port: int) -> None:
    manage = checkout.folder / "manage.py"
    manage.write_text(manage.read_text().replace("time.sleep(600)", 'sys.exit("no work today")', 1))
    process = checkout.start("run", PORT=port)
    _output, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "no work today" in errors
    assert processes_about(checkout.folder) == []


def test_kill_9_of_the_script_ends_the_server(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    wait_for_map(process, port)
    kill(process)
    until(lambda: not of(checkout, "granian") and not of(checkout, "manage.py work"))
    assert checkout.run("db", "stop").returncode == 0
    until(lambda: processes_about(checkout.folder) == [], within=5)


def test_the_second_start_takes_seconds(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port)
    wait_for_map(process, port)
    process.terminate()
    process.wait(20)
    again = checkout.start("run", PORT=port)
    shown = wait_for_map(again, port)
    assert not re.search(r"packages|Translations|first start", shown)


def test_a_failing_command_keeps_its_exit_code(checkout: Checkout) -> None:
    assert checkout.run("manage", "fail").returncode == 3


def test_another_address_of_the_machine(checkout: Checkout, port: int) -> None:
    process = checkout.start("run", PORT=port, HOST="0.0.0.0", DEMO="no")
    shown = wait_for_map(process, port)
    assert f"http://127.0.0.1:{port}/" in shown
    assert "inspector" not in shown


def test_another_city_begins_empty_and_says_how_to_come_in(checkout: Checkout, port: int) -> None:
    city = checkout.folder / "fixtures/ladyzhyn"
    city.mkdir(parents=True)
    (city / "city.toml").touch()
    process = checkout.start("run", PORT=port, CITY="ladyzhyn")
    shown = wait_for_map(process, port)
    assert "CITY=ladyzhyn ./dev manage createsuperuser" in shown
    assert [line.split()[0] for line in checkout.asked()] == ["migrate", "collectstatic", "work"]
    process.terminate()
    assert process.wait(20) == 143
