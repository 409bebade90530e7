"""More days of an appeal

Revision: 0114, after 0113
"""

from alembic import op
import sqlalchemy as sa


revision = '0114'
down_revision = '0113'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute('ALTER TABLE duties DROP CONSTRAINT duties_appeal_is_its_parties_check')
    op.execute('ALTER TABLE duties DROP CONSTRAINT duties_code_check')
    op.execute("ALTER TABLE duties ADD CONSTRAINT duties_code_check CHECK ((code IN ('apply-for-leave', 'apply-for-reinstatement', 'arrange-mediation', 'carry-out-agreement', 'commissioning-body-arrange-mediation', 'comply-unopposed', 'comply-with-order', 'contact-adviser', 'copy-response-to-family', 'decide-exemption', 'explain-transferred-plan', 'follow-direction', 'fresh-consideration', 'issue-certificate', 'la-response', 'lodge-appeal', 'notify-commissioning-body', 'notify-session', 'prepare-case-review', 'reply-on-health-recommendation', 'reply-on-social-care-recommendation', 'report-agreement-to-authority', 'send-attendance-form', 'send-evidence', 'send-hearing-bundle', 'send-working-document', 'transfer-plan')))")
    op.execute("ALTER TABLE duties ADD CONSTRAINT duties_appeal_is_its_parties_check CHECK (NOT mediation_told OR code NOT IN ('la-response', 'copy-response-to-family', 'fresh-consideration', 'send-hearing-bundle', 'send-evidence', 'send-working-document', 'send-attendance-form', 'prepare-case-review', 'follow-direction'))")


def downgrade() -> None:
    op.execute('ALTER TABLE duties DROP CONSTRAINT duties_code_check')
    op.execute('ALTER TABLE duties DROP CONSTRAINT duties_appeal_is_its_parties_check')
    op.execute("ALTER TABLE duties ADD CONSTRAINT duties_appeal_is_its_parties_check CHECK (NOT mediation_told OR code NOT IN ('la-response', 'copy-response-to-family', 'fresh-consideration'))")
    op.execute("ALTER TABLE duties ADD CONSTRAINT duties_code_check CHECK ((code IN ('apply-for-leave', 'apply-for-reinstatement', 'arrange-mediation', 'carry-out-agreement', 'commissioning-body-arrange-mediation', 'comply-unopposed', 'comply-with-order', 'contact-adviser', 'copy-response-to-family', 'decide-exemption', 'explain-transferred-plan', 'fresh-consideration', 'issue-certificate', 'la-response', 'lodge-appeal', 'notify-commissioning-body', 'notify-session', 'report-agreement-to-authority', 'transfer-plan')))")
