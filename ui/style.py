"""The style sheet of every window, with the roles of `ui.theme` as its fields."""

from string import Template
from typing import Final

__all__ = ["SHEET"]

SHEET: Final = Template("""
QMainWindow, QDialog, QWidget#page { background: ${surface}; }
QWidget { font-size: ${normal}px; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: ${title}px; font-weight: bold; }
QLabel[kind="lead"] { font-size: ${large}px; font-weight: bold; }
QLabel[kind="muted"] { color: ${muted}; }
QLabel[kind="danger"] { color: ${danger}; }
QLabel[kind="caution"] { color: ${caution}; }
QLabel[kind="figure"] { font-size: ${large}px; }
QLabel[kind="unlawful"] { font-size: ${large}px; color: ${danger}; }
QMessageBox QLabel#qt_msgbox_label, QMessageBox QLabel#qt_msgbox_informativelabel { min-width: 360px; }
QToolTip { background: ${raised}; color: ${text}; border: 1px solid ${line}; padding: 4px; }

QMenuBar { background: ${surface}; border-bottom: 1px solid ${line}; }
QMenuBar::item { padding: 6px 12px; background: transparent; border-radius: ${radius}px; }
QMenuBar::item:selected { background: ${selection}; }
QMenu { background: ${raised}; border: 1px solid ${line}; padding: 4px; }
QMenu::item { padding: 6px 28px 6px 12px; border-radius: ${radius}px; }
QMenu::item:selected { background: ${selection}; }
QMenu::item:disabled { color: ${muted}; }
QMenu::separator { height: 1px; background: ${line}; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }

QListWidget#navigation { background: transparent; border: none; outline: none; }
QListWidget#navigation::item {
    height: 38px; padding-left: 8px; padding-right: 28px; border-radius: ${radius}px; margin: 1px 8px;
}
QListWidget#navigation::item:hover { background: ${raised}; }
QListWidget#navigation::item:selected { background: ${selection}; color: ${text}; }
QWidget#sidebar { background: ${surface}; border-right: 1px solid ${line}; }

QPushButton, QToolButton {
    background: ${raised}; color: ${text}; border: 1px solid ${line}; border-radius: ${radius}px;
    padding: 5px 12px; min-height: 18px;
}
QPushButton:hover, QToolButton:hover { border-color: ${accent}; }
QPushButton:focus, QToolButton:focus { border-color: ${accent}; }
QPushButton:pressed, QToolButton:pressed, QToolButton:checked { background: ${selection}; }
QPushButton:disabled, QToolButton:disabled { color: ${muted}; background: ${surface}; }
QPushButton:default, QPushButton[kind="primary"] {
    background: ${accent}; color: ${on_accent}; border-color: ${accent};
}
QPushButton:default:disabled, QPushButton[kind="primary"]:disabled {
    background: ${surface}; color: ${muted}; border-color: ${line};
}
QPushButton[kind="primary"]:focus, QPushButton:default:focus { border: 1px solid ${text}; }
QPushButton[kind="tile"] { text-align: left; padding: 12px 16px; font-size: ${large}px; }
QFileDialog QToolButton { padding: 4px; }
QToolButton[kind="flat"], QPushButton[kind="flat"] {
    border: 1px solid transparent; background: transparent; padding: 4px 6px;
}
QToolButton[kind="flat"]:hover, QPushButton[kind="flat"]:hover { background: ${selection}; }
QToolButton[kind="flat"]:checked { background: ${selection}; }
QToolButton[kind="flat"]:focus, QPushButton[kind="flat"]:focus { border-color: ${accent}; }
QPushButton[kind="link"] {
    border: 1px solid transparent; background: transparent; color: ${accent}; text-align: left; padding: 4px;
}
QPushButton[kind="link"]:hover { text-decoration: underline; }
QPushButton[kind="link"]:focus { border-color: ${accent}; }
QPushButton[kind="amount"], QPushButton[kind="amount-figure"] {
    border: 1px solid transparent; background: transparent; padding: 1px 2px 1px 17px; text-align: right;
}
QPushButton[kind="amount-figure"] { font-size: ${large}px; }
QPushButton[kind="amount"]:hover, QPushButton[kind="amount-figure"]:hover { background: ${selection}; }
QPushButton[kind="amount"]:focus, QPushButton[kind="amount-figure"]:focus { border-color: ${accent}; }
QPushButton[state="muted"] { color: ${muted}; }
QPushButton[state="caution"] { color: ${caution}; }
QPushButton[state="danger"] { color: ${danger}; }
QPushButton[weight="strong"] { font-weight: bold; }
QToolButton[kind="mark"] { border: none; background: ${raised}; padding: 0; min-height: 0; }

QLineEdit, QComboBox, QPlainTextEdit, QSpinBox {
    background: ${raised}; color: ${text}; border: 1px solid ${line}; border-radius: ${radius}px;
    padding: 4px 8px; min-height: 18px; selection-background-color: ${accent};
    selection-color: ${on_accent};
}
QLineEdit:focus, QComboBox:focus, QPlainTextEdit:focus, QSpinBox:focus { border-color: ${accent}; }
QLineEdit[state="danger"], QComboBox[state="danger"] {
    border-color: ${danger}; background: ${danger_soft};
}
QLineEdit[state="caution"], QComboBox[state="caution"] {
    border-color: ${caution}; background: ${caution_soft};
}
QLineEdit#cell { border: 2px solid ${accent}; border-radius: 0; padding: 0 4px; min-height: 0; }
QComboBox QLineEdit { border: none; background: transparent; padding: 0; min-height: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url(${arrow}); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QTableView#choices {
    background: ${raised}; border: 1px solid ${line}; outline: none;
    selection-background-color: ${selection}; selection-color: ${text};
}
QTableView#choices { border-color: ${accent}; }
QCheckBox { spacing: 8px; }
QCheckBox::indicator, QListView::indicator, QTreeView::indicator, QTableView::indicator {
    width: 14px; height: 14px; border: 1px solid ${muted}; border-radius: 3px; background: ${raised};
}
QCheckBox::indicator:checked, QListView::indicator:checked, QTreeView::indicator:checked,
QTableView::indicator:checked {
    image: url(${tick}); border-color: ${accent}; background: ${accent};
}
QCheckBox::indicator:focus { border-color: ${accent}; }

QTableView, QTreeView, QListView {
    background: ${raised}; alternate-background-color: ${raised}; border: 1px solid ${line};
    gridline-color: ${line}; selection-background-color: ${selection}; selection-color: ${text};
    outline: none;
}
QTableView:focus, QTreeView:focus, QListView:focus { border-color: ${accent}; }
QTableView::item { padding: 0 6px; border: none; }
QTableView::item:selected { background: ${selection}; color: ${text}; }
QTableView::item:focus { border: 2px solid ${accent}; padding: 0 4px; }
QAbstractScrollArea::corner { background: ${surface}; border: none; }
QTableView QTableCornerButton::section { background: ${surface}; border: none; }
QHeaderView { background: ${surface}; }
QHeaderView::section {
    background: ${surface}; color: ${muted}; border: none; border-bottom: 1px solid ${line};
    border-right: 1px solid ${line}; padding: 4px 8px;
}
/* No wider than the room that fit_columns leaves beside a title. */
QHeaderView::up-arrow { image: url(${arrow_up}); width: 8px; height: 8px; }
QHeaderView::down-arrow { image: url(${arrow}); width: 8px; height: 8px; }
QTreeView::item { min-height: 22px; padding: 3px 6px; border: none; }
QListView::item { min-height: 28px; padding: 0 4px; border: none; }
QTreeView::item:selected, QListView::item:selected { background: ${selection}; color: ${text}; }
QListView::item:hover { background: ${surface}; }

QSplitter::handle { background: ${surface}; }
QSplitter::handle:hover { background: ${line}; }
QFrame[kind="rule"] { background: ${line}; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="card"] { background: ${raised}; border: 1px solid ${line}; border-radius: ${radius}px; }
QScrollArea { background: ${surface}; border: none; }
QWidget#scrolled { background: ${surface}; }
QFrame[kind="card"] QWidget#scrolled { background: ${raised}; }

QStatusBar { background: ${surface}; border-top: 1px solid ${line}; }
QStatusBar::item { border: none; }
QProgressBar {
    background: ${raised}; border: 1px solid ${line}; border-radius: ${radius}px; text-align: center;
    min-height: 16px;
}
QProgressBar::chunk { background: ${selection}; border-radius: 3px; }
QScrollBar { background: ${surface}; border: none; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: ${line}; border-radius: 4px; min-height: 32px; min-width: 32px;
    margin: 2px; }
QScrollBar::handle:hover { background: ${muted}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QTextBrowser#manual { background: ${raised}; border: 1px solid ${line}; font-size: ${large}px; }
QTabBar::tab {
    background: transparent; border: none; border-bottom: 2px solid transparent; padding: 6px 12px;
}
QTabBar::tab:selected { border-bottom-color: ${accent}; }
QTabWidget::pane { border: none; border-top: 1px solid ${line}; }
""")
